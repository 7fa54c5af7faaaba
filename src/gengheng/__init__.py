"""耕衡 Gengheng: screening, rectification and quota books of 耕地占补平衡."""

__version__ = "0.1.0"
