"""Sources: how each publisher's bytes become rows, and which rows are refused.

One module a source. A source module says which files it has, which columns each must carry and which rules every row
must keep; `tables` reads and judges them. Nothing here resolves names, counts deaths or touches a database.
"""
