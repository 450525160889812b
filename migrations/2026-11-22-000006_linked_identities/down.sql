DROP TABLE provider_errands;
DROP TABLE linked_identities;
