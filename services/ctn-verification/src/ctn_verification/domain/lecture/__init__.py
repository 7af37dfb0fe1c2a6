"""What is written on a paper for machines: read, checked, and compared with what was entered."""
