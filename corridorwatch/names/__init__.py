"""Names of places and actors: resolving them outside a run, and writing a reviewer's decision into the alias tables.

The rules are SQL (`sql/models/core/name_readings.sql` and its neighbours); nothing here decides a name by itself.
"""
