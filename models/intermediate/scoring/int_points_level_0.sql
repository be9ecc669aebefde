-- Components of level 0 from their children; deeper levels are carried along unchanged (macros/roll_up.sql).
{{ roll_up(0) }}
