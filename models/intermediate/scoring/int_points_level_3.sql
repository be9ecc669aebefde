-- Components of level 3 from their children; deeper levels are carried along unchanged (macros/roll_up.sql).
{{ roll_up(3) }}
