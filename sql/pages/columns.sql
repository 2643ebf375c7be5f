-- description: The columns of the published tables: type and meaning.
select schema_name, table_name, column_index, column_name, data_type, comment
from duckdb_columns()
where schema_name in ('ref', 'core', 'marts') and not internal and database_name = $database
order by schema_name desc, table_name, column_index
