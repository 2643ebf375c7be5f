"""What a release is, for the catalogues and tools that read descriptors.

`datapackage` states it once, from the tables' contracts; `croissant`, `dcat`, `crate` and `citation` say the same in
other words and know nothing else.
"""

from corridorwatch.descriptors.write import write_descriptors

__all__ = ["write_descriptors"]
