"""耕衡 Gengheng: screening, rectification and quota books of 耕地占补平衡.

Other GIS programs on an office PC set PROJ_DATA, PROJ_LIB or GDAL_DATA for themselves; with
theirs, the libraries of this program lose their own tables. They are put aside on first import.
"""

import os

for _foreign in ("PROJ_DATA", "PROJ_LIB", "GDAL_DATA"):
    os.environ.pop(_foreign, None)

__version__ = "0.1.0"
