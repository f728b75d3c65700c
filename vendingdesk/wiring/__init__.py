"""The only floor that knows everyone: builds, joins, runs. Everything heavy is imported when it is needed."""
