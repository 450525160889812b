-- accounts: those who work here, whom disputes are told to; without it every one of them is looked for among all members.
CREATE INDEX CONCURRENTLY members_staff ON members (id) WHERE role <> 'member';
