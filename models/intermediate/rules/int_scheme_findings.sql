-- Every mistake in the rule book. The test on this model stops the build before anything is scored (data.md).
select check_id, scheme_id, object_id, found, message_zh, message_en from {{ ref('int_scheme_tree_findings') }}
union all
select check_id, scheme_id, object_id, found, message_zh, message_en from {{ ref('int_scheme_grade_findings') }}
union all
select check_id, scheme_id, object_id, found, message_zh, message_en from {{ ref('int_scheme_setting_findings') }}
union all
select check_id, scheme_id, object_id, found, message_zh, message_en from {{ ref('int_scheme_key_findings') }}
