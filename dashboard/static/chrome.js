// Streamlit has no language setting: its own words (toolbars, menus, dialogs) are put into Chinese here. Only texts that
// equal an entry (or begin with one of PREFIXES) are touched, never the app's own content in another language.
(() => {
  // On a deep link Streamlit first asks for its server below the page's path (two 404s in the console): tell it the root.
  const root = document.currentScript.src.replace("app/static/chrome.js", "");
  window.__streamlit = Object.assign(window.__streamlit || {}, { BACKEND_BASE_URL: root, MAIN_PAGE_BASE_URL: root });

  const WORDS = {
    "Fullscreen": "全屏", "Close fullscreen": "退出全屏", "Exit fullscreen": "退出全屏", "Search": "搜索",
    "Download as CSV": "下载 CSV", "Show/hide columns": "显示或隐藏列", "Hide column": "隐藏该列", "Pin column": "固定该列",
    "Unpin column": "取消固定", "Sort ascending": "升序", "Sort descending": "降序", "Autosize": "自动列宽", "Statistics": "统计",
    "Format": "格式", "No results": "没有匹配项", "Choose an option": "请选择", "Select an option": "请选择", "Select all": "全选",
    "Page not found": "页面不存在", "You have requested page": "所请求的页面", "Close": "关闭", "Clear all": "全部清除",
    "Running...": "正在更新…", "Running": "正在更新", "Stop": "停止", "Rerun": "重新运行", "Always rerun": "总是重新运行",
    "Settings": "设置", "Print": "打印", "Record screen": "录制屏幕", "Record a screencast": "录制屏幕", "About": "关于",
    "Main menu": "主菜单", "Theme": "外观", "Appearance": "外观", "Use system setting": "跟随系统", "System": "跟随系统",
    "Light": "浅色", "Dark": "深色", "Wide mode": "宽屏", "Get help": "帮助", "Report a bug": "报告问题", "Clear cache": "清除缓存",
    "Connecting": "正在连接", "CONNECTING": "正在连接", "Connection error": "连接中断", "Error": "出错", "Copy link to heading": "复制标题链接",
    "Link to heading": "标题链接", "Copy to clipboard": "复制", "Copied": "已复制", "Download": "下载", "Loading...": "正在载入…",
    "Open sidebar": "打开导航", "Close sidebar": "收起导航", "Expand sidebar": "打开导航", "Collapse sidebar": "收起导航", "Open": "打开",
    "More": "更多", "View more": "查看更多", "Show more": "展开", "Show less": "收起", "The page that you have requested does not seem to exist. Running the app's main page.": "所请求的页面不存在或您无权查看，已打开首页。",
    "Something went wrong": "出现问题", "Keyboard shortcuts": "快捷键", "Skip to main content": "跳到正文", "App pages": "页面", "Copy version to clipboard": "复制版本号", "Developer options": "开发选项", "Language": "语言",
  };
  const PREFIXES = [["Selected ", "已选 "], ["Download as CSV: ", "下载 CSV："], ["Link to heading: ", "标题链接："], ["Made with Streamlit", "界面组件"]];
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];
  const lang = () => (new URLSearchParams(location.search).get("lang") === "en" ? "en" : "zh");
  const started = document.documentElement.lang.startsWith("en") ? "en" : "zh";
  const selected = /^Selected (.*)\. (.*)$/;

  function translated(text) {
    const key = text.trim();
    if (!key) return null;
    if (Object.hasOwn(WORDS, key)) return text.replace(key, WORDS[key]);
    const choice = key.match(selected);
    if (choice) return `${choice[2]}（已选：${choice[1]}）`;
    for (const [start, word] of PREFIXES) if (key.startsWith(start)) return text.replace(start, word);
    return null;
  }

  function visit(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = translated(node.data);
      if (text !== null && text !== node.data) node.data = text;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || node.closest(".stPlotlyChart, [data-testid=stTable], .ys-card")) return;
    for (const name of ATTRIBUTES) {
      const value = node.getAttribute(name);
      const text = value === null ? null : translated(value);
      if (text !== null && text !== value) node.setAttribute(name, text);
    }
    node.childNodes.forEach(visit);
  }

  function look(changes) {
    if (lang() !== started) { location.reload(); return; }  // the reader switched the language: a fresh shell
    if (started === "en") return;
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(visit);
      else visit(change.type === "attributes" ? change.target : change.target);
    }
  }

  new MutationObserver(look).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
})();
