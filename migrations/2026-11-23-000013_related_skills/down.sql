UPDATE skills SET synonyms = synonyms || gone.synonym
  FROM (VALUES ('french', 'francais'), ('portuguese', 'portugues'), ('romanian', 'romana'), ('czech', 'cestina'),
               ('vietnamese', 'tieng viet'), ('turkish', 'turkce'), ('yoruba', 'yorùbá'), ('pastry', 'patisserie'),
               ('macrame', 'macrame')) AS gone (slug, synonym)
 WHERE skills.slug = gone.slug;
DROP TABLE skill_relations;
