"""操作记录: one chain of lines, written in the transaction of the act that it tells of."""
