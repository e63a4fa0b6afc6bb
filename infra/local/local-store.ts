import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Opens what the local stack remembers: `DIR/local.sqlite`, or memory when no directory is given. Each local service adds
 * its own tables, named after itself (`step_functions_…`).
 *
 * Write-ahead log with `synchronous = NORMAL`: a commit is in the operating system's hands when the statement returns, so
 * it survives a killed process; only a power cut can lose the last ones, which a laptop's sandbox can bear. The log is
 * folded into the file every 10,000 pages (40 MB) instead of 1,000: that is where the waiting for the disk is, and it
 * halves the cost of a small transaction.
 */
export function openLocalStore(dir?: string): DatabaseSync {
  if (dir !== undefined) mkdirSync(dir, { recursive: true });
  const store = new DatabaseSync(dir === undefined ? ':memory:' : join(dir, 'local.sqlite'), { timeout: 5_000 });
  store.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 10000;');
  return store;
}

/** Runs `work` as one transaction, joining the one that is already open on this store. */
export function inTransaction<T>(store: DatabaseSync, work: () => T): T {
  if (store.isTransaction) return work();
  store.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    store.exec('COMMIT');
    return result;
  } catch (error) {
    if (store.isTransaction) store.exec('ROLLBACK');
    throw error;
  }
}
