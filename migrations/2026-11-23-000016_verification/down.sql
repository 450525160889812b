DROP TABLE badges;
DROP TABLE assessments;
DROP TABLE verification_rounds;
