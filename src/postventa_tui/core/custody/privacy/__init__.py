"""What the law gives a person: a copy of her data, their end, a hold, and rows that do not stay for ever."""
