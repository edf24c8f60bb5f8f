/**
 * What a person is told when a command was not carried out: what happened, and then what is safe and what to do next.
 * The host's own message is for logs; these are the words.
 */
import type { CallError } from '../host/connection.ts';
import { m } from '../paraglide/messages.js';

export interface ErrorWords {
  happened: string;
  next: string;
}

const WORDS: Record<CallError['type'], readonly [() => string, () => string]> = {
  'bad-input': [m.error_bad_input, m.error_bad_input_next],
  'no-account': [m.error_no_account, m.error_no_account_next],
  'account-exists': [m.error_account_exists, m.error_account_exists_next],
  'bad-phrase': [m.error_bad_phrase, m.error_bad_phrase_next],
  'bad-link': [m.error_bad_link, m.error_bad_link_next],
  'newer-link': [m.error_newer_link, m.error_newer_link_next],
  'unknown-circle': [m.error_unknown_circle, m.error_unknown_circle_next],
  'unknown-listing': [m.error_unknown_listing, m.error_unknown_listing_next],
  'not-owner': [m.error_not_owner, m.error_not_owner_next],
  'not-member': [m.error_not_member, m.error_not_member_next],
  'bad-state': [m.error_bad_state, m.error_bad_state_next],
  'bad-photo': [m.error_bad_photo, m.error_bad_photo_next],
  quota: [m.error_quota, m.error_quota_next],
  'sample-circle': [m.error_sample_circle, m.error_sample_circle_next],
  'unknown-member': [m.error_unknown_member, m.error_unknown_member_next],
  'unknown-invitation': [m.error_unknown_invitation, m.error_unknown_invitation_next],
  'not-allowed': [m.error_not_allowed, m.error_not_allowed_next],
  removed: [m.error_removed, m.error_removed_next],
  'older-copy': [m.error_older_copy, m.error_older_copy_next],
  'bad-bundle': [m.error_bad_bundle, m.error_bad_bundle_next],
  'newer-bundle': [m.error_newer_bundle, m.error_newer_bundle_next],
  'foreign-bundle': [m.error_foreign_bundle, m.error_foreign_bundle_next],
  'sealed-bundle': [m.error_sealed_bundle, m.error_sealed_bundle_next],
  'unknown-transfer': [m.error_unknown_transfer, m.error_unknown_transfer_next],
  'disk-full': [m.error_disk_full, m.error_disk_full_next],
  'read-only': [m.error_read_only, m.error_read_only_next],
  'storage-failed': [m.error_storage_failed, m.error_storage_failed_next],
  internal: [m.error_internal, m.error_internal_next],
  'no-host': [m.error_no_host, m.error_no_host_next],
};

/** Words for an error. A type that this window doesn't know (a newer host's) is told as an internal one. */
export function errorWords(error: CallError): ErrorWords {
  const [happened, next] = WORDS[error.type] ?? WORDS.internal;
  return { happened: happened(), next: next() };
}
