"""One small service in three versions, and the migrations between them."""
