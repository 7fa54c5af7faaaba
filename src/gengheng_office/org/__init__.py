"""单位与人员: who may sign in, what for, and what land and units each may see."""
