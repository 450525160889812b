-- Photos, preferences, and steps that were left for later.
SET lock_timeout = '2s';

-- profiles: names the files of a member's photo; NULL without one. Random, so that nobody finds a photo whose page they
-- may not see. The checks are not validated: no row that is there can break them, and reading them all holds the lock.
ALTER TABLE profiles ADD COLUMN photo text;
ALTER TABLE profiles ADD CONSTRAINT profiles_photo_key CHECK (photo ~ '^[0-9a-f]{32}$') NOT VALID;

-- accounts: how dates, times and numbers are written for a member.
ALTER TABLE members ADD COLUMN locale text NOT NULL DEFAULT 'en-GB';
ALTER TABLE members ADD CONSTRAINT members_locale CHECK (locale IN ('en-GB', 'en-US', 'de', 'fr', 'es', 'sv')) NOT VALID;

-- onboarding: a step that a new member left for later.
CREATE TABLE skipped_steps (
    member_id bigint NOT NULL REFERENCES members ON DELETE CASCADE,
    step      text   NOT NULL CHECK (step IN ('about', 'place', 'photo', 'teach', 'learn', 'hours', 'style')),
    PRIMARY KEY (member_id, step)
);

RESET lock_timeout;
