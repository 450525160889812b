DROP INDEX claims_undecided;
