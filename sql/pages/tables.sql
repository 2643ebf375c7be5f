-- description: The published tables and what one row is.
select schema_name, table_name, comment
from duckdb_tables()
where schema_name in ('ref', 'core', 'marts') and not internal and database_name = $database
order by schema_name desc, table_name
