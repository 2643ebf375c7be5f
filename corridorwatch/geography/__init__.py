"""The ground: one flat map of the province in kilometres, schematic district cells, and districts from a publisher."""
