"""What accounts uses of the outside: the processor-bound hashing of passwords."""
