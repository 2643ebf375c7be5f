-- description: One row per definition under which an organisation publishes totals: what it counts, and what it
--   leaves out. Two definitions are two series.
-- grain: definition_id
-- columns:
--   definition_id VARCHAR: key
--   organisation_id, organisation
--   name VARCHAR: short name of the series
--   kind VARCHAR: think_tank, dataset or government
--   area VARCHAR: the area whose figures are drawn: balochistan, or pakistan where the definition has no other
--   counts VARCHAR: what is counted, in words
--   counts_operations VARCHAR: yes where security operations are counted, no where only attacks are
--   counts_militants VARCHAR: yes where militants killed are counted
--   rank INTEGER: order in which series are shown
--   credit VARCHAR: credit line
--   licence VARCHAR: licence, or how the figures are quoted
--   url VARCHAR: the organisation's own page
--   source VARCHAR: page on which the definition was read
--   note VARCHAR: what to know before comparing
select definition_id, organisation_id, organisation, name, kind, area, counts, counts_operations, counts_militants,
    rank::integer as rank,
    credit, licence, url, source, note
from raw.publishers_of_totals
order by definition_id
