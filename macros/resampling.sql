{#- Replicates are computed in blocks: one row per ballot and block, one column per replicate of the block, so that a block
    costs one pass over the ballot scores. -#}
{%- macro replicates_in_block() -%} {{ return(20) }} {%- endmacro -%}
