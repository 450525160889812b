-- Takes out the rows up.sql put in, by id, children first. Skills added since then stay; if one of them sits
-- in a seeded subcategory, or anything still refers to a seeded skill, a foreign key refuses and nothing changes.
DELETE FROM skills WHERE id BETWEEN 1 AND 592;
DELETE FROM skill_subcategories WHERE id BETWEEN 1 AND 75;
DELETE FROM skill_categories WHERE id BETWEEN 1 AND 16;

-- The sequence goes on after whatever is left, or from 1 when nothing is.
SELECT setval(pg_get_serial_sequence('skills', 'id'), coalesce(max(id), 1), max(id) IS NOT NULL) FROM skills;
