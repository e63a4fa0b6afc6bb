// Read when the logger is made: import this before anything that logs.
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
