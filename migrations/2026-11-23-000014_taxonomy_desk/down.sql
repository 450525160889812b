DROP TABLE taxonomy_changes;
DROP TABLE skill_request_supporters;
DROP TABLE skill_requests;
DROP INDEX skills_named_once;
DROP TABLE skill_slugs;
ALTER TABLE member_skills DROP COLUMN position;
