-- When a member was last here, and checks that are held of old rows as well.
SET lock_timeout = '2s';

-- Checks of 000007 and 000010. They are read under a lock that lets everybody write, before anything else is locked.
ALTER TABLE profiles VALIDATE CONSTRAINT profiles_photo_key;
ALTER TABLE members VALIDATE CONSTRAINT members_locale;
ALTER TABLE members VALIDATE CONSTRAINT members_deleted_are_nobody;
ALTER TABLE ledger_transfers VALIDATE CONSTRAINT ledger_transfers_kind_check;

-- accounts: to some ten minutes; NULL for who was never here. Logins know it, too, and end: who logs out was here all the
-- same.
ALTER TABLE members ADD COLUMN last_seen_at timestamptz;

-- Filled here and not by a job: nothing was released before this, so no installation has many members.
UPDATE members SET last_seen_at = seen.at
  FROM (SELECT member_id, max(last_seen_at) AS at FROM logins GROUP BY member_id) seen WHERE seen.member_id = members.id;

RESET lock_timeout;
