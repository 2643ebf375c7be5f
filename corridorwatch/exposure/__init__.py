"""How near violence is to the corridor, honestly measured: places as they are known, distances as probabilities."""
