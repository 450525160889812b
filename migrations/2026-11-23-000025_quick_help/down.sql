DROP TABLE standbys, quick_helps;
