-- The skill taxonomy every installation starts with: 16 categories, 75 subcategories, 592 skills.
--
-- Rules of this file:
--   * ids are explicit, dense and start at 1. They are permanent: other tables point at them, so a row is
--     never renumbered here. Once released, the file is frozen; admins edit the taxonomy through the site,
--     and a change every installation must have is a new migration.
--   * a skill is one thing two people can sit down and teach each other, and it stands alone outside its
--     subcategory ("Go programming", "Go board game"). Skills in one subcategory count as related in matching.
--   * names are unique ignoring case. Slugs are lower-case ASCII with hyphens and unique in each table.
--   * synonyms (0 to 4) are other names people really type: abbreviations, the name in its own language, a
--     spelling without accents. They are lower-case, belong to one skill only, and never equal a skill's name.
--   * spelling is British in names; the American form, where it differs, is a synonym.

INSERT INTO skill_categories (id, slug, name) VALUES
    (1, 'languages', 'Languages'),
    (2, 'programming-and-technology', 'Programming and technology'),
    (3, 'design-and-art', 'Design and art'),
    (4, 'music-and-stage', 'Music and stage'),
    (5, 'cooking', 'Cooking'),
    (6, 'crafts', 'Crafts'),
    (7, 'fitness-and-sport', 'Fitness and sport'),
    (8, 'photography-and-film', 'Photography and film'),
    (9, 'business', 'Business'),
    (10, 'academic-subjects', 'Academic subjects'),
    (11, 'home-and-repair', 'Home and repair'),
    (12, 'gardening-and-nature', 'Gardening and nature'),
    (13, 'wellbeing', 'Wellbeing'),
    (14, 'writing-and-speaking', 'Writing and speaking'),
    (15, 'games', 'Games'),
    (16, 'life-skills', 'Life skills');

INSERT INTO skill_subcategories (id, category_id, slug, name) VALUES
    -- Languages
    (1, 1, 'romance-languages', 'Romance languages'),
    (2, 1, 'germanic-and-celtic-languages', 'Germanic and Celtic languages'),
    (3, 1, 'central-and-eastern-european-languages', 'Central and eastern European languages'),
    (4, 1, 'east-and-south-east-asian-languages', 'East and South-East Asian languages'),
    (5, 1, 'south-and-central-asian-languages', 'South and Central Asian languages'),
    (6, 1, 'middle-eastern-and-african-languages', 'Middle Eastern and African languages'),
    (7, 1, 'signed-classical-and-constructed-languages', 'Signed, classical and constructed languages'),
    (8, 1, 'language-practice', 'Language practice'),
    -- Programming and technology
    (9, 2, 'programming-languages', 'Programming languages'),
    (10, 2, 'web-development', 'Web development'),
    (11, 2, 'mobile-and-game-development', 'Mobile and game development'),
    (12, 2, 'data-and-machine-learning', 'Data and machine learning'),
    (13, 2, 'infrastructure-and-engineering-practice', 'Infrastructure and engineering practice'),
    (14, 2, 'electronics-and-making', 'Electronics and making'),
    (15, 2, 'everyday-computing', 'Everyday computing'),
    -- Design and art
    (16, 3, 'graphic-design', 'Graphic design'),
    (17, 3, 'product-and-interface-design', 'Product and interface design'),
    (18, 3, '3d-motion-and-spatial-design', '3D, motion and spatial design'),
    (19, 3, 'drawing-and-painting', 'Drawing and painting'),
    -- Music and stage
    (20, 4, 'strings-and-guitar', 'Strings and guitar'),
    (21, 4, 'keyboard-and-percussion', 'Keyboard and percussion'),
    (22, 4, 'wind-and-brass', 'Wind and brass'),
    (23, 4, 'voice-and-stage', 'Voice and stage'),
    (24, 4, 'theory-writing-and-production', 'Theory, writing and production'),
    (25, 4, 'dance', 'Dance'),
    -- Cooking
    (26, 5, 'everyday-cooking', 'Everyday cooking'),
    (27, 5, 'baking-and-sweets', 'Baking and sweets'),
    (28, 5, 'cuisines-of-europe-and-the-americas', 'Cuisines of Europe and the Americas'),
    (29, 5, 'cuisines-of-asia-and-africa', 'Cuisines of Asia and Africa'),
    (30, 5, 'diets-and-preserving', 'Diets and preserving'),
    (31, 5, 'drinks', 'Drinks'),
    -- Crafts
    (32, 6, 'yarn-and-thread', 'Yarn and thread'),
    (33, 6, 'sewing-and-textiles', 'Sewing and textiles'),
    (34, 6, 'paper-and-lettering', 'Paper and lettering'),
    (35, 6, 'clay-glass-and-metal', 'Clay, glass and metal'),
    (36, 6, 'wood-leather-and-other-materials', 'Wood, leather and other materials'),
    -- Fitness and sport
    (37, 7, 'strength-and-conditioning', 'Strength and conditioning'),
    (38, 7, 'yoga-and-pilates', 'Yoga and pilates'),
    (39, 7, 'running-cycling-and-water', 'Running, cycling and water'),
    (40, 7, 'martial-arts', 'Martial arts'),
    (41, 7, 'ball-racket-and-target-sports', 'Ball, racket and target sports'),
    (42, 7, 'outdoor-and-winter-sports', 'Outdoor and winter sports'),
    -- Photography and film
    (43, 8, 'camera-and-editing-basics', 'Camera and editing basics'),
    (44, 8, 'photographic-genres', 'Photographic genres'),
    (45, 8, 'film-and-video', 'Film and video'),
    -- Business
    (46, 9, 'starting-and-running-a-business', 'Starting and running a business'),
    (47, 9, 'marketing', 'Marketing'),
    (48, 9, 'management-and-teamwork', 'Management and teamwork'),
    (49, 9, 'careers-and-office-skills', 'Careers and office skills'),
    -- Academic subjects
    (50, 10, 'mathematics', 'Mathematics'),
    (51, 10, 'natural-sciences', 'Natural sciences'),
    (52, 10, 'humanities-and-social-sciences', 'Humanities and social sciences'),
    (53, 10, 'study-skills', 'Study skills'),
    -- Home and repair
    (54, 11, 'repairs-around-the-house', 'Repairs around the house'),
    (55, 11, 'woodwork-and-furniture', 'Woodwork and furniture'),
    (56, 11, 'repairing-things', 'Repairing things'),
    -- Gardening and nature
    (57, 12, 'growing-food', 'Growing food'),
    (58, 12, 'ornamental-and-indoor-plants', 'Ornamental and indoor plants'),
    (59, 12, 'animals', 'Animals'),
    (60, 12, 'outdoors-and-wildlife', 'Outdoors and wildlife'),
    -- Wellbeing
    (61, 13, 'meditation-and-breath', 'Meditation and breath'),
    (62, 13, 'gentle-movement-and-bodywork', 'Gentle movement and bodywork'),
    (63, 13, 'healthy-habits', 'Healthy habits'),
    (64, 13, 'personal-care', 'Personal care'),
    -- Writing and speaking
    (65, 14, 'creative-writing', 'Creative writing'),
    (66, 14, 'non-fiction-and-professional-writing', 'Non-fiction and professional writing'),
    (67, 14, 'editing-and-publishing', 'Editing and publishing'),
    (68, 14, 'speaking-and-listening', 'Speaking and listening'),
    -- Games
    (69, 15, 'board-card-and-puzzle-games', 'Board, card and puzzle games'),
    (70, 15, 'role-playing-and-story-games', 'Role-playing and story games'),
    (71, 15, 'video-games', 'Video games'),
    -- Life skills
    (72, 16, 'money', 'Money'),
    (73, 16, 'organisation-and-home-life', 'Organisation and home life'),
    (74, 16, 'family-and-community', 'Family and community'),
    (75, 16, 'practical-confidence', 'Practical confidence');

-- Languages
INSERT INTO skills (id, subcategory_id, slug, name, synonyms) VALUES
    -- Romance languages
    (1, 1, 'spanish', 'Spanish', '{español,castellano}'),
    (2, 1, 'french', 'French', '{français,francais}'),
    (3, 1, 'portuguese', 'Portuguese', '{português,portugues}'),
    (4, 1, 'brazilian-portuguese', 'Brazilian Portuguese', '{português brasileiro,pt-br}'),
    (5, 1, 'italian', 'Italian', '{italiano}'),
    (6, 1, 'romanian', 'Romanian', '{română,romana}'),
    (7, 1, 'catalan', 'Catalan', '{català,valencian}'),
    -- Germanic and Celtic languages
    (8, 2, 'english', 'English', '{anglais,inglés,esl,efl}'),
    (9, 2, 'german', 'German', '{deutsch}'),
    (10, 2, 'dutch', 'Dutch', '{nederlands,flemish}'),
    (11, 2, 'swedish', 'Swedish', '{svenska}'),
    (12, 2, 'norwegian', 'Norwegian', '{norsk,bokmål}'),
    (13, 2, 'danish', 'Danish', '{dansk}'),
    (14, 2, 'afrikaans', 'Afrikaans', '{}'),
    (15, 2, 'irish', 'Irish', '{gaeilge,irish gaelic}'),
    (16, 2, 'welsh', 'Welsh', '{cymraeg}'),
    -- Central and eastern European languages
    (17, 3, 'russian', 'Russian', '{русский}'),
    (18, 3, 'polish', 'Polish', '{polski}'),
    (19, 3, 'ukrainian', 'Ukrainian', '{українська}'),
    (20, 3, 'czech', 'Czech', '{čeština,cestina}'),
    (21, 3, 'slovak', 'Slovak', '{slovenčina}'),
    (22, 3, 'bulgarian', 'Bulgarian', '{български}'),
    (23, 3, 'serbo-croatian', 'Serbo-Croatian', '{serbian,croatian,bosnian,srpski}'),
    (24, 3, 'lithuanian', 'Lithuanian', '{lietuvių}'),
    (25, 3, 'greek', 'Greek', '{modern greek,ελληνικά}'),
    (26, 3, 'hungarian', 'Hungarian', '{magyar}'),
    (27, 3, 'finnish', 'Finnish', '{suomi}'),
    (28, 3, 'georgian', 'Georgian', '{kartuli,ქართული}'),
    (29, 3, 'armenian', 'Armenian', '{hayeren,հայերեն}'),
    -- East and South-East Asian languages
    (30, 4, 'mandarin-chinese', 'Mandarin Chinese', '{chinese,mandarin,putonghua,中文}'),
    (31, 4, 'cantonese', 'Cantonese', '{guangdonghua,粵語}'),
    (32, 4, 'japanese', 'Japanese', '{nihongo,日本語}'),
    (33, 4, 'korean', 'Korean', '{hangugeo,한국어}'),
    (34, 4, 'vietnamese', 'Vietnamese', '{tiếng việt,tieng viet}'),
    (35, 4, 'thai', 'Thai', '{phasa thai,ภาษาไทย}'),
    (36, 4, 'indonesian', 'Indonesian', '{bahasa indonesia}'),
    (37, 4, 'malay', 'Malay', '{bahasa melayu}'),
    (38, 4, 'tagalog', 'Tagalog', '{filipino,pilipino}'),
    -- South and Central Asian languages
    (39, 5, 'hindi', 'Hindi', '{हिन्दी}'),
    (40, 5, 'urdu', 'Urdu', '{اردو}'),
    (41, 5, 'bengali', 'Bengali', '{bangla,বাংলা}'),
    (42, 5, 'punjabi', 'Punjabi', '{panjabi}'),
    (43, 5, 'tamil', 'Tamil', '{தமிழ்}'),
    (44, 5, 'telugu', 'Telugu', '{తెలుగు}'),
    (45, 5, 'marathi', 'Marathi', '{मराठी}'),
    (46, 5, 'gujarati', 'Gujarati', '{ગુજરાતી}'),
    (47, 5, 'nepali', 'Nepali', '{नेपाली}'),
    -- Middle Eastern and African languages
    (48, 6, 'modern-standard-arabic', 'Modern Standard Arabic', '{arabic,fusha,msa,العربية}'),
    (49, 6, 'egyptian-arabic', 'Egyptian Arabic', '{masri}'),
    (50, 6, 'levantine-arabic', 'Levantine Arabic', '{shami}'),
    (51, 6, 'moroccan-arabic', 'Moroccan Arabic', '{darija}'),
    (52, 6, 'persian', 'Persian', '{farsi,dari,فارسی}'),
    (53, 6, 'turkish', 'Turkish', '{türkçe,turkce}'),
    (54, 6, 'hebrew', 'Hebrew', '{ivrit,עברית}'),
    (55, 6, 'kurdish', 'Kurdish', '{kurmanji,sorani}'),
    (56, 6, 'swahili', 'Swahili', '{kiswahili}'),
    (57, 6, 'amharic', 'Amharic', '{amarinya,አማርኛ}'),
    (58, 6, 'yoruba', 'Yoruba', '{yorùbá}'),
    (59, 6, 'hausa', 'Hausa', '{}'),
    -- Signed, classical and constructed languages
    (60, 7, 'american-sign-language', 'American Sign Language', '{asl}'),
    (61, 7, 'british-sign-language', 'British Sign Language', '{bsl}'),
    (62, 7, 'latin', 'Latin', '{lingua latina}'),
    (63, 7, 'ancient-greek', 'Ancient Greek', '{classical greek,attic greek}'),
    (64, 7, 'sanskrit', 'Sanskrit', '{संस्कृतम्}'),
    (65, 7, 'esperanto', 'Esperanto', '{lingvo internacia}'),
    -- Language practice
    (66, 8, 'english-exam-preparation', 'English exam preparation', '{ielts,toefl,cambridge english}'),
    (67, 8, 'accent-and-pronunciation', 'Accent and pronunciation', '{accent training,phonetics practice}'),
    (68, 8, 'translation', 'Translation', '{translating}'),
    (69, 8, 'language-learning-methods', 'Language learning methods', '{polyglot techniques,spaced repetition}');

-- Programming and technology
INSERT INTO skills (id, subcategory_id, slug, name, synonyms) VALUES
    -- Programming languages
    (70, 9, 'python', 'Python', '{py,python3}'),
    (71, 9, 'javascript', 'JavaScript', '{js,ecmascript}'),
    (72, 9, 'typescript', 'TypeScript', '{ts}'),
    (73, 9, 'java', 'Java', '{jvm,jdk}'),
    (74, 9, 'c-programming', 'C programming', '{c language,ansi c}'),
    (75, 9, 'cpp', 'C++', '{cpp,cplusplus}'),
    (76, 9, 'c-sharp', 'C#', '{csharp,c sharp,dotnet,.net}'),
    (77, 9, 'go-programming', 'Go programming', '{golang}'),
    (78, 9, 'rust', 'Rust', '{rustlang,rust-lang}'),
    (79, 9, 'ruby', 'Ruby', '{rb}'),
    (80, 9, 'php', 'PHP', '{php8}'),
    (81, 9, 'kotlin', 'Kotlin', '{kt}'),
    (82, 9, 'swift', 'Swift', '{swiftlang}'),
    (83, 9, 'elixir', 'Elixir', '{phoenix framework}'),
    (84, 9, 'bash-scripting', 'Bash scripting', '{shell scripting,sh,bash}'),
    -- Web development
    (85, 10, 'html-and-css', 'HTML and CSS', '{html,css,html5,css3}'),
    (86, 10, 'react', 'React', '{reactjs,react.js}'),
    (87, 10, 'vue', 'Vue', '{vuejs,vue.js}'),
    (88, 10, 'svelte', 'Svelte', '{sveltekit}'),
    (89, 10, 'node-js', 'Node.js', '{node,nodejs}'),
    (90, 10, 'django', 'Django', '{drf}'),
    (91, 10, 'ruby-on-rails', 'Ruby on Rails', '{rails,ror}'),
    (92, 10, 'wordpress', 'WordPress', '{wp}'),
    (93, 10, 'web-accessibility', 'Web accessibility', '{a11y,wcag}'),
    (94, 10, 'rest-and-graphql-apis', 'REST and GraphQL APIs', '{api design,graphql,rest api}'),
    -- Mobile and game development
    (95, 11, 'android-development', 'Android development', '{jetpack compose,android apps}'),
    (96, 11, 'ios-development', 'iOS development', '{swiftui,iphone apps}'),
    (97, 11, 'flutter', 'Flutter', '{dart}'),
    (98, 11, 'unity', 'Unity', '{unity3d}'),
    (99, 11, 'unreal-engine', 'Unreal Engine', '{ue5,unreal}'),
    -- Data and machine learning
    (100, 12, 'sql', 'SQL', '{structured query language}'),
    (101, 12, 'postgresql', 'PostgreSQL', '{postgres,psql}'),
    (102, 12, 'data-analysis', 'Data analysis', '{pandas,exploratory data analysis}'),
    (103, 12, 'r-programming', 'R programming', '{rstats,rstudio}'),
    (104, 12, 'data-visualisation', 'Data visualisation', '{data visualization,dataviz,charts}'),
    (105, 12, 'power-bi', 'Power BI', '{powerbi,dax}'),
    (106, 12, 'tableau', 'Tableau', '{}'),
    (107, 12, 'machine-learning', 'Machine learning', '{ml,scikit-learn}'),
    (108, 12, 'deep-learning', 'Deep learning', '{neural networks,pytorch,tensorflow}'),
    (109, 12, 'natural-language-processing', 'Natural language processing', '{nlp}'),
    (110, 12, 'prompt-writing', 'Prompt writing', '{prompt engineering,llm prompting}'),
    (111, 12, 'data-engineering', 'Data engineering', '{etl,data pipelines}'),
    -- Infrastructure and engineering practice
    (112, 13, 'linux-administration', 'Linux administration', '{linux,sysadmin}'),
    (113, 13, 'docker', 'Docker', '{containers,podman}'),
    (114, 13, 'kubernetes', 'Kubernetes', '{k8s}'),
    (115, 13, 'amazon-web-services', 'Amazon Web Services', '{aws}'),
    (116, 13, 'terraform', 'Terraform', '{infrastructure as code,opentofu}'),
    (117, 13, 'computer-networking', 'Computer networking', '{tcp/ip,routing and switching}'),
    (118, 13, 'cyber-security', 'Cyber security', '{cybersecurity,infosec}'),
    (119, 13, 'personal-online-security', 'Personal online security', '{password hygiene,digital safety}'),
    (120, 13, 'git', 'Git', '{version control,github,gitlab}'),
    (121, 13, 'software-architecture', 'Software architecture', '{system design}'),
    (122, 13, 'automated-testing', 'Automated testing', '{tdd,unit testing}'),
    (123, 13, 'algorithms-and-data-structures', 'Algorithms and data structures', '{dsa,leetcode,coding interviews}'),
    -- Electronics and making
    (124, 14, 'arduino', 'Arduino', '{microcontrollers}'),
    (125, 14, 'raspberry-pi', 'Raspberry Pi', '{raspi,rpi}'),
    (126, 14, 'electronics-basics', 'Electronics basics', '{circuits,breadboarding}'),
    (127, 14, 'soldering', 'Soldering', '{through-hole soldering}'),
    (128, 14, '3d-printing', '3D printing', '{fdm,additive manufacturing}'),
    (129, 14, 'robotics', 'Robotics', '{ros}'),
    (130, 14, 'home-automation', 'Home automation', '{smart home,home assistant}'),
    -- Everyday computing
    (131, 15, 'computer-basics', 'Computer basics', '{computer literacy}'),
    (132, 15, 'smartphone-basics', 'Smartphone basics', '{phone basics}'),
    (133, 15, 'touch-typing', 'Touch typing', '{keyboarding}'),
    (134, 15, 'building-a-pc', 'Building a PC', '{pc building}'),
    (135, 15, 'google-workspace', 'Google Workspace', '{google docs,google sheets,g suite}'),
    (136, 15, 'microsoft-office', 'Microsoft Office', '{ms office,office 365}'),
    (137, 15, 'scratch-for-children', 'Scratch for children', '{scratch,kids coding}');

-- Design and art
INSERT INTO skills (id, subcategory_id, slug, name, synonyms) VALUES
    -- Graphic design
    (138, 16, 'logo-design', 'Logo design', '{logo making}'),
    (139, 16, 'brand-identity', 'Brand identity', '{branding,visual identity}'),
    (140, 16, 'typography', 'Typography', '{typesetting}'),
    (141, 16, 'poster-design', 'Poster design', '{}'),
    (142, 16, 'adobe-photoshop', 'Adobe Photoshop', '{photoshop}'),
    (143, 16, 'adobe-illustrator', 'Adobe Illustrator', '{illustrator,vector drawing}'),
    (144, 16, 'canva', 'Canva', '{}'),
    (145, 16, 'colour-theory', 'Colour theory', '{color theory}'),
    -- Product and interface design
    (146, 17, 'user-interface-design', 'User interface design', '{ui,ui design}'),
    (147, 17, 'user-experience-design', 'User experience design', '{ux,ux design}'),
    (148, 17, 'user-research', 'User research', '{ux research,usability testing}'),
    (149, 17, 'figma', 'Figma', '{}'),
    (150, 17, 'prototyping', 'Prototyping', '{wireframing}'),
    -- 3D, motion and spatial design
    (151, 18, 'blender', 'Blender', '{blender 3d}'),
    (152, 18, '3d-modelling', '3D modelling', '{3d modeling,zbrush}'),
    (153, 18, 'animation', 'Animation', '{2d animation,character animation}'),
    (154, 18, 'motion-graphics', 'Motion graphics', '{after effects,motion design}'),
    (155, 18, 'autocad', 'AutoCAD', '{cad drafting}'),
    (156, 18, 'interior-design', 'Interior design', '{interior decorating,room planning}'),
    (157, 18, 'fashion-design', 'Fashion design', '{fashion sketching}'),
    -- Drawing and painting
    (158, 19, 'sketching', 'Sketching', '{pencil drawing}'),
    (159, 19, 'figure-drawing', 'Figure drawing', '{life drawing,gesture drawing}'),
    (160, 19, 'portrait-drawing', 'Portrait drawing', '{}'),
    (161, 19, 'perspective-drawing', 'Perspective drawing', '{}'),
    (162, 19, 'urban-sketching', 'Urban sketching', '{location drawing}'),
    (163, 19, 'comics-and-manga', 'Comics and manga', '{manga drawing,sequential art}'),
    (164, 19, 'cartooning', 'Cartooning', '{caricature}'),
    (165, 19, 'digital-illustration', 'Digital illustration', '{procreate,digital drawing}'),
    (166, 19, 'watercolour', 'Watercolour', '{watercolor,aquarelle}'),
    (167, 19, 'acrylic-painting', 'Acrylic painting', '{acrylics}'),
    (168, 19, 'oil-painting', 'Oil painting', '{oils}'),
    (169, 19, 'linocut', 'Linocut', '{lino printing,block printing}'),
    (170, 19, 'screen-printing', 'Screen printing', '{silkscreen,serigraphy}');

-- Music and stage
INSERT INTO skills (id, subcategory_id, slug, name, synonyms) VALUES
    -- Strings and guitar
    (171, 20, 'acoustic-guitar', 'Acoustic guitar', '{guitar}'),
    (172, 20, 'classical-guitar', 'Classical guitar', '{spanish guitar}'),
    (173, 20, 'electric-guitar', 'Electric guitar', '{}'),
    (174, 20, 'bass-guitar', 'Bass guitar', '{electric bass}'),
    (175, 20, 'ukulele', 'Ukulele', '{uke}'),
    (176, 20, 'violin', 'Violin', '{fiddle}'),
    (177, 20, 'cello', 'Cello', '{violoncello}'),
    (178, 20, 'banjo', 'Banjo', '{}'),
    (179, 20, 'harp', 'Harp', '{celtic harp}'),
    (180, 20, 'sitar', 'Sitar', '{}'),
    -- Keyboard and percussion
    (181, 21, 'piano', 'Piano', '{pianoforte}'),
    (182, 21, 'keyboard-and-synthesizer', 'Keyboard and synthesizer', '{synth,electronic keyboard}'),
    (183, 21, 'accordion', 'Accordion', '{squeezebox}'),
    (184, 21, 'drum-kit', 'Drum kit', '{drums,drum set}'),
    (185, 21, 'hand-percussion', 'Hand percussion', '{cajon,congas,djembe,bongos}'),
    (186, 21, 'tabla', 'Tabla', '{}'),
    -- Wind and brass
    (187, 22, 'flute', 'Flute', '{transverse flute}'),
    (188, 22, 'recorder', 'Recorder', '{block flute}'),
    (189, 22, 'clarinet', 'Clarinet', '{}'),
    (190, 22, 'saxophone', 'Saxophone', '{sax}'),
    (191, 22, 'trumpet', 'Trumpet', '{cornet}'),
    (192, 22, 'trombone', 'Trombone', '{}'),
    (193, 22, 'harmonica', 'Harmonica', '{mouth organ,blues harp}'),
    -- Voice and stage
    (194, 23, 'singing', 'Singing', '{vocals,vocal coaching}'),
    (195, 23, 'choir-singing', 'Choir singing', '{choral singing}'),
    (196, 23, 'rapping', 'Rapping', '{rap,hip-hop vocals}'),
    (197, 23, 'acting', 'Acting', '{drama}'),
    (198, 23, 'improvised-theatre', 'Improvised theatre', '{improv,impro}'),
    (199, 23, 'stand-up-comedy', 'Stand-up comedy', '{standup}'),
    (200, 23, 'stage-magic', 'Stage magic', '{magic tricks,conjuring}'),
    (201, 23, 'juggling', 'Juggling', '{contact juggling}'),
    (202, 23, 'voice-acting', 'Voice acting', '{voice-over,voiceover}'),
    -- Theory, writing and production
    (203, 24, 'music-theory', 'Music theory', '{harmony}'),
    (204, 24, 'sight-reading', 'Sight reading', '{reading music,solfège}'),
    (205, 24, 'ear-training', 'Ear training', '{aural training}'),
    (206, 24, 'songwriting', 'Songwriting', '{lyric writing}'),
    (207, 24, 'composition', 'Composition', '{composing,orchestration}'),
    (208, 24, 'jazz-improvisation', 'Jazz improvisation', '{soloing}'),
    (209, 24, 'music-production', 'Music production', '{beat making,beatmaking}'),
    (210, 24, 'ableton-live', 'Ableton Live', '{ableton}'),
    (211, 24, 'logic-pro', 'Logic Pro', '{}'),
    (212, 24, 'mixing-and-mastering', 'Mixing and mastering', '{audio mixing,mastering}'),
    (213, 24, 'djing', 'DJing', '{dj,turntablism,scratching}'),
    -- Dance
    (214, 25, 'salsa', 'Salsa', '{salsa cubana}'),
    (215, 25, 'bachata', 'Bachata', '{}'),
    (216, 25, 'argentine-tango', 'Argentine tango', '{tango}'),
    (217, 25, 'swing-dance', 'Swing dance', '{lindy hop}'),
    (218, 25, 'ballroom-dance', 'Ballroom dance', '{waltz,foxtrot}'),
    (219, 25, 'ballet', 'Ballet', '{classical dance}'),
    (220, 25, 'contemporary-dance', 'Contemporary dance', '{modern dance}'),
    (221, 25, 'hip-hop-dance', 'Hip-hop dance', '{street dance,breaking}'),
    (222, 25, 'belly-dance', 'Belly dance', '{raqs sharqi}'),
    (223, 25, 'bharatanatyam', 'Bharatanatyam', '{}'),
    (224, 25, 'flamenco', 'Flamenco', '{}');

-- Cooking
INSERT INTO skills (id, subcategory_id, slug, name, synonyms) VALUES
    -- Everyday cooking
    (225, 26, 'cooking-basics', 'Cooking basics', '{beginner cooking}'),
    (226, 26, 'knife-skills', 'Knife skills', '{knife handling}'),
    (227, 26, 'meal-planning', 'Meal planning', '{meal prep,batch cooking}'),
    (228, 26, 'cooking-on-a-budget', 'Cooking on a budget', '{frugal cooking}'),
    (229, 26, 'soups-and-stocks', 'Soups and stocks', '{broth}'),
    (230, 26, 'barbecue-and-grilling', 'Barbecue and grilling', '{bbq,grilling}'),
    -- Baking and sweets
    (231, 27, 'bread-baking', 'Bread baking', '{bread making}'),
    (232, 27, 'sourdough', 'Sourdough', '{levain}'),
    (233, 27, 'cake-baking', 'Cake baking', '{}'),
    (234, 27, 'cake-decorating', 'Cake decorating', '{icing,fondant}'),
    (235, 27, 'pastry', 'Pastry', '{pâtisserie,patisserie}'),
    (236, 27, 'chocolate-making', 'Chocolate making', '{tempering chocolate}'),
    (237, 27, 'ice-cream-making', 'Ice cream making', '{gelato}'),
    -- Cuisines of Europe and the Americas
    (238, 28, 'italian-cooking', 'Italian cooking', '{cucina italiana}'),
    (239, 28, 'fresh-pasta', 'Fresh pasta', '{pasta making}'),
    (240, 28, 'pizza-making', 'Pizza making', '{neapolitan pizza}'),
    (241, 28, 'french-cooking', 'French cooking', '{cuisine française}'),
    (242, 28, 'spanish-cooking', 'Spanish cooking', '{tapas,paella}'),
    (243, 28, 'greek-cooking', 'Greek cooking', '{}'),
    (244, 28, 'mexican-cooking', 'Mexican cooking', '{tacos,mole}'),
    (245, 28, 'georgian-cooking', 'Georgian cooking', '{khachapuri,khinkali}'),
    -- Cuisines of Asia and Africa
    (246, 29, 'indian-cooking', 'Indian cooking', '{curry,south indian cooking}'),
    (247, 29, 'chinese-cooking', 'Chinese cooking', '{wok cooking,stir-fry}'),
    (248, 29, 'dim-sum-and-dumplings', 'Dim sum and dumplings', '{jiaozi}'),
    (249, 29, 'japanese-cooking', 'Japanese cooking', '{washoku}'),
    (250, 29, 'sushi', 'Sushi', '{sashimi,maki}'),
    (251, 29, 'korean-cooking', 'Korean cooking', '{hansik}'),
    (252, 29, 'thai-cooking', 'Thai cooking', '{}'),
    (253, 29, 'vietnamese-cooking', 'Vietnamese cooking', '{pho}'),
    (254, 29, 'middle-eastern-cooking', 'Middle Eastern cooking', '{mezze,lebanese cooking}'),
    (255, 29, 'turkish-cooking', 'Turkish cooking', '{}'),
    (256, 29, 'moroccan-cooking', 'Moroccan cooking', '{tagine}'),
    (257, 29, 'ethiopian-cooking', 'Ethiopian cooking', '{injera,wot}'),
    (258, 29, 'west-african-cooking', 'West African cooking', '{jollof}'),
    -- Diets and preserving
    (259, 30, 'vegetarian-cooking', 'Vegetarian cooking', '{meat-free cooking}'),
    (260, 30, 'vegan-cooking', 'Vegan cooking', '{plant-based cooking}'),
    (261, 30, 'fermentation', 'Fermentation', '{kimchi,sauerkraut,kombucha}'),
    (262, 30, 'jam-and-preserves', 'Jam and preserves', '{jam making,canning}'),
    (263, 30, 'pickling', 'Pickling', '{pickles}'),
    (264, 30, 'cheese-making', 'Cheese making', '{cheesemaking}'),
    (265, 30, 'cooking-for-allergies', 'Cooking for allergies', '{allergen-free cooking}'),
    -- Drinks
    (266, 31, 'coffee-brewing', 'Coffee brewing', '{barista skills,pour-over}'),
    (267, 31, 'cocktails', 'Cocktails', '{mixology,bartending}'),
    (268, 31, 'wine-tasting', 'Wine tasting', '{wine appreciation,oenology}'),
    (269, 31, 'home-brewing', 'Home brewing', '{homebrewing,beer brewing}');

-- Crafts
INSERT INTO skills (id, subcategory_id, slug, name, synonyms) VALUES
    -- Yarn and thread
    (270, 32, 'knitting', 'Knitting', '{hand knitting}'),
    (271, 32, 'crochet', 'Crochet', '{amigurumi}'),
    (272, 32, 'weaving', 'Weaving', '{loom weaving}'),
    (273, 32, 'spinning-yarn', 'Spinning yarn', '{hand spinning,drop spindle}'),
    (274, 32, 'macrame', 'Macramé', '{macrame}'),
    (275, 32, 'embroidery', 'Embroidery', '{hand embroidery}'),
    (276, 32, 'cross-stitch', 'Cross-stitch', '{counted cross-stitch}'),
    -- Sewing and textiles
    (277, 33, 'hand-sewing', 'Hand sewing', '{}'),
    (278, 33, 'machine-sewing', 'Machine sewing', '{sewing machine,dressmaking}'),
    (279, 33, 'pattern-cutting', 'Pattern cutting', '{pattern drafting}'),
    (280, 33, 'clothes-alterations', 'Clothes alterations', '{tailoring}'),
    (281, 33, 'quilting', 'Quilting', '{patchwork}'),
    (282, 33, 'natural-dyeing', 'Natural dyeing', '{indigo dyeing,plant dyes}'),
    (283, 33, 'visible-mending', 'Visible mending', '{darning,sashiko}'),
    (284, 33, 'felting', 'Felting', '{needle felting,wet felting}'),
    -- Paper and lettering
    (285, 34, 'calligraphy', 'Calligraphy', '{brush calligraphy,copperplate}'),
    (286, 34, 'hand-lettering', 'Hand lettering', '{lettering}'),
    (287, 34, 'origami', 'Origami', '{paper folding}'),
    (288, 34, 'bookbinding', 'Bookbinding', '{book binding}'),
    (289, 34, 'bullet-journaling', 'Bullet journaling', '{bujo}'),
    -- Clay, glass and metal
    (290, 35, 'wheel-throwing', 'Wheel throwing', '{pottery,throwing}'),
    (291, 35, 'hand-built-ceramics', 'Hand-built ceramics', '{hand building,pinch pots}'),
    (292, 35, 'stained-glass', 'Stained glass', '{leaded glass}'),
    (293, 35, 'jewellery-making', 'Jewellery making', '{jewelry making,beading}'),
    (294, 35, 'silversmithing', 'Silversmithing', '{silver work}'),
    (295, 35, 'blacksmithing', 'Blacksmithing', '{forging}'),
    -- Wood, leather and other materials
    (296, 36, 'wood-carving', 'Wood carving', '{whittling}'),
    (297, 36, 'woodturning', 'Woodturning', '{lathe work}'),
    (298, 36, 'leatherwork', 'Leatherwork', '{leather craft}'),
    (299, 36, 'basket-weaving', 'Basket weaving', '{willow weaving}'),
    (300, 36, 'candle-making', 'Candle making', '{}'),
    (301, 36, 'soap-making', 'Soap making', '{cold process soap}'),
    (302, 36, 'mosaics', 'Mosaics', '{mosaic}');

-- Fitness and sport
INSERT INTO skills (id, subcategory_id, slug, name, synonyms) VALUES
    -- Strength and conditioning
    (303, 37, 'strength-training', 'Strength training', '{weight training,weightlifting}'),
    (304, 37, 'bodyweight-training', 'Bodyweight training', '{calisthenics,bodyweight exercises}'),
    (305, 37, 'kettlebell-training', 'Kettlebell training', '{kettlebells}'),
    (306, 37, 'interval-training', 'Interval training', '{hiit}'),
    (307, 37, 'personal-training-plans', 'Personal training plans', '{workout planning}'),
    (308, 37, 'mobility-training', 'Mobility training', '{stretching,flexibility}'),
    -- Yoga and pilates
    (309, 38, 'hatha-yoga', 'Hatha yoga', '{yoga}'),
    (310, 38, 'vinyasa-yoga', 'Vinyasa yoga', '{flow yoga}'),
    (311, 38, 'pilates', 'Pilates', '{mat pilates}'),
    (312, 38, 'chair-yoga', 'Chair yoga', '{seated yoga}'),
    -- Running, cycling and water
    (313, 39, 'running', 'Running', '{jogging,couch to 5k}'),
    (314, 39, 'marathon-training', 'Marathon training', '{long-distance running}'),
    (315, 39, 'road-cycling', 'Road cycling', '{}'),
    (316, 39, 'mountain-biking', 'Mountain biking', '{mtb}'),
    (317, 39, 'learning-to-ride-a-bicycle', 'Learning to ride a bicycle', '{learn to cycle}'),
    (318, 39, 'swimming', 'Swimming', '{front crawl}'),
    (319, 39, 'triathlon', 'Triathlon', '{}'),
    (320, 39, 'kayaking-and-canoeing', 'Kayaking and canoeing', '{kayaking,canoeing}'),
    (321, 39, 'surfing', 'Surfing', '{}'),
    (322, 39, 'sailing', 'Sailing', '{dinghy sailing}'),
    -- Martial arts
    (323, 40, 'karate', 'Karate', '{}'),
    (324, 40, 'judo', 'Judo', '{}'),
    (325, 40, 'brazilian-jiu-jitsu', 'Brazilian jiu-jitsu', '{bjj}'),
    (326, 40, 'taekwondo', 'Taekwondo', '{tae kwon do}'),
    (327, 40, 'boxing', 'Boxing', '{}'),
    (328, 40, 'kickboxing', 'Kickboxing', '{muay thai}'),
    (329, 40, 'fencing', 'Fencing', '{foil,épée,sabre}'),
    (330, 40, 'self-defence', 'Self-defence', '{self-defense}'),
    -- Ball, racket and target sports
    (331, 41, 'football', 'Football', '{soccer,futsal}'),
    (332, 41, 'basketball', 'Basketball', '{}'),
    (333, 41, 'volleyball', 'Volleyball', '{beach volleyball}'),
    (334, 41, 'tennis', 'Tennis', '{}'),
    (335, 41, 'table-tennis', 'Table tennis', '{ping pong}'),
    (336, 41, 'badminton', 'Badminton', '{}'),
    (337, 41, 'golf', 'Golf', '{}'),
    (338, 41, 'billiards-and-pool', 'Billiards and pool', '{snooker,eight-ball}'),
    -- Outdoor and winter sports
    (339, 42, 'rock-climbing', 'Rock climbing', '{bouldering,climbing}'),
    (340, 42, 'hiking', 'Hiking', '{hillwalking,trekking}'),
    (341, 42, 'skiing', 'Skiing', '{alpine skiing}'),
    (342, 42, 'snowboarding', 'Snowboarding', '{}'),
    (343, 42, 'ice-skating', 'Ice skating', '{figure skating}'),
    (344, 42, 'skateboarding', 'Skateboarding', '{}'),
    (345, 42, 'roller-skating', 'Roller skating', '{inline skating}'),
    (346, 42, 'horse-riding', 'Horse riding', '{equestrian}'),
    (347, 42, 'archery', 'Archery', '{}');

-- Photography and film
INSERT INTO skills (id, subcategory_id, slug, name, synonyms) VALUES
    -- Camera and editing basics
    (348, 43, 'camera-basics', 'Camera basics', '{camera settings}'),
    (349, 43, 'manual-exposure', 'Manual exposure', '{exposure triangle}'),
    (350, 43, 'composition-in-photography', 'Composition in photography', '{photo composition}'),
    (351, 43, 'phone-photography', 'Phone photography', '{smartphone photography,mobile photography}'),
    (352, 43, 'flash-and-studio-lighting', 'Flash and studio lighting', '{strobe lighting,off-camera flash}'),
    (353, 43, 'film-photography', 'Film photography', '{analog photography,35mm}'),
    (354, 43, 'adobe-lightroom', 'Adobe Lightroom', '{lightroom}'),
    (355, 43, 'photo-retouching', 'Photo retouching', '{retouching}'),
    (356, 43, 'gimp', 'GIMP', '{}'),
    -- Photographic genres
    (357, 44, 'portrait-photography', 'Portrait photography', '{headshots}'),
    (358, 44, 'street-photography', 'Street photography', '{}'),
    (359, 44, 'landscape-photography', 'Landscape photography', '{}'),
    (360, 44, 'wildlife-photography', 'Wildlife photography', '{bird photography}'),
    (361, 44, 'food-photography', 'Food photography', '{food styling}'),
    (362, 44, 'product-photography', 'Product photography', '{}'),
    (363, 44, 'wedding-photography', 'Wedding photography', '{event photography}'),
    (364, 44, 'macro-photography', 'Macro photography', '{close-up photography}'),
    (365, 44, 'night-sky-photography', 'Night sky photography', '{astrophotography}'),
    (366, 44, 'travel-photography', 'Travel photography', '{}'),
    -- Film and video
    (367, 45, 'video-editing', 'Video editing', '{film editing}'),
    (368, 45, 'davinci-resolve', 'DaVinci Resolve', '{davinci}'),
    (369, 45, 'cinematography', 'Cinematography', '{camera work}'),
    (370, 45, 'documentary-film-making', 'Documentary film-making', '{documentary filmmaking}'),
    (371, 45, 'stop-motion-animation', 'Stop-motion animation', '{stop motion,claymation}'),
    (372, 45, 'drone-flying', 'Drone flying', '{drone piloting,aerial photography}'),
    (373, 45, 'youtube-channel-building', 'YouTube channel building', '{youtube,vlogging}'),
    (374, 45, 'live-streaming', 'Live streaming', '{obs,twitch streaming}');

-- Business
INSERT INTO skills (id, subcategory_id, slug, name, synonyms) VALUES
    -- Starting and running a business
    (375, 46, 'business-planning', 'Business planning', '{business plan}'),
    (376, 46, 'freelancing', 'Freelancing', '{self-employment}'),
    (377, 46, 'small-business-bookkeeping', 'Small business bookkeeping', '{bookkeeping,double-entry}'),
    (378, 46, 'pricing-your-work', 'Pricing your work', '{pricing}'),
    (379, 46, 'market-research', 'Market research', '{}'),
    (380, 46, 'pitching-to-investors', 'Pitching to investors', '{pitch deck}'),
    (381, 46, 'running-an-online-shop', 'Running an online shop', '{e-commerce,shopify,etsy}'),
    (382, 46, 'grant-writing', 'Grant writing', '{funding applications}'),
    -- Marketing
    (383, 47, 'content-marketing', 'Content marketing', '{}'),
    (384, 47, 'social-media-marketing', 'Social media marketing', '{smm,instagram marketing}'),
    (385, 47, 'search-engine-optimisation', 'Search engine optimisation', '{seo}'),
    (386, 47, 'email-marketing', 'Email marketing', '{newsletters,mailchimp}'),
    -- Management and teamwork
    (387, 48, 'project-management', 'Project management', '{pmp,prince2}'),
    (388, 48, 'agile-and-scrum', 'Agile and Scrum', '{scrum,kanban,agile}'),
    (389, 48, 'product-management', 'Product management', '{product owner}'),
    (390, 48, 'leading-a-team', 'Leading a team', '{leadership,people management}'),
    (391, 48, 'facilitation', 'Facilitation', '{workshop facilitation}'),
    (392, 48, 'giving-feedback', 'Giving feedback', '{performance reviews}'),
    (393, 48, 'mentoring', 'Mentoring', '{coaching skills}'),
    (394, 48, 'conflict-resolution', 'Conflict resolution', '{mediation}'),
    -- Careers and office skills
    (395, 49, 'cv-writing', 'CV writing', '{résumé writing,resume,curriculum vitae}'),
    (396, 49, 'interview-preparation', 'Interview preparation', '{job interviews}'),
    (397, 49, 'linkedin-profile', 'LinkedIn profile', '{linkedin}'),
    (398, 49, 'job-search', 'Job search', '{job hunting}'),
    (399, 49, 'salary-negotiation', 'Salary negotiation', '{}'),
    (400, 49, 'portfolio-building', 'Portfolio building', '{design portfolio}'),
    (401, 49, 'excel', 'Excel', '{spreadsheets,ms excel}'),
    (402, 49, 'accounting-basics', 'Accounting basics', '{accounting}'),
    (403, 49, 'business-english', 'Business English', '{professional english}'),
    (404, 49, 'presentation-slides', 'Presentation slides', '{powerpoint,keynote}'),
    (405, 49, 'negotiation', 'Negotiation', '{negotiating}'),
    (406, 49, 'sales-conversations', 'Sales conversations', '{selling,sales}'),
    (407, 49, 'customer-service', 'Customer service', '{customer support}');

-- Academic subjects
INSERT INTO skills (id, subcategory_id, slug, name, synonyms) VALUES
    -- Mathematics
    (408, 50, 'arithmetic', 'Arithmetic', '{primary maths,mental arithmetic}'),
    (409, 50, 'algebra', 'Algebra', '{}'),
    (410, 50, 'geometry', 'Geometry', '{}'),
    (411, 50, 'trigonometry', 'Trigonometry', '{}'),
    (412, 50, 'calculus', 'Calculus', '{differentiation,integration}'),
    (413, 50, 'linear-algebra', 'Linear algebra', '{matrices}'),
    (414, 50, 'statistics', 'Statistics', '{probability}'),
    -- Natural sciences
    (415, 51, 'physics', 'Physics', '{mechanics}'),
    (416, 51, 'chemistry', 'Chemistry', '{}'),
    (417, 51, 'organic-chemistry', 'Organic chemistry', '{ochem}'),
    (418, 51, 'biology', 'Biology', '{}'),
    (419, 51, 'anatomy-and-physiology', 'Anatomy and physiology', '{human anatomy}'),
    (420, 51, 'astronomy', 'Astronomy', '{stargazing}'),
    (421, 51, 'environmental-science', 'Environmental science', '{ecology}'),
    -- Humanities and social sciences
    (422, 52, 'world-history', 'World history', '{}'),
    (423, 52, 'art-history', 'Art history', '{}'),
    (424, 52, 'philosophy', 'Philosophy', '{ethics,logic}'),
    (425, 52, 'psychology', 'Psychology', '{}'),
    (426, 52, 'economics', 'Economics', '{microeconomics,macroeconomics}'),
    (427, 52, 'geography', 'Geography', '{}'),
    (428, 52, 'political-science', 'Political science', '{politics}'),
    (429, 52, 'linguistics', 'Linguistics', '{phonology,syntax}'),
    (430, 52, 'sociology', 'Sociology', '{social theory}'),
    (431, 52, 'literature', 'Literature', '{literary analysis}'),
    -- Study skills
    (432, 53, 'note-taking', 'Note-taking', '{note taking,cornell notes}'),
    (433, 53, 'exam-preparation', 'Exam preparation', '{exam revision,test prep}'),
    (434, 53, 'memory-techniques', 'Memory techniques', '{mnemonics,memory palace}'),
    (435, 53, 'academic-writing', 'Academic writing', '{essay writing}'),
    (436, 53, 'thesis-planning', 'Thesis planning', '{dissertation}'),
    (437, 53, 'research-methods', 'Research methods', '{literature review}'),
    (438, 53, 'latex', 'LaTeX', '{overleaf}'),
    (439, 53, 'university-applications', 'University applications', '{personal statement,college admissions}');

-- Home and repair
INSERT INTO skills (id, subcategory_id, slug, name, synonyms) VALUES
    -- Repairs around the house
    (440, 54, 'basic-plumbing', 'Basic plumbing', '{plumbing,fixing taps}'),
    (441, 54, 'basic-electrical-safety', 'Basic electrical safety', '{changing a fuse}'),
    (442, 54, 'wall-painting-and-decorating', 'Wall painting and decorating', '{house painting}'),
    (443, 54, 'plastering', 'Plastering', '{drywall repair}'),
    (444, 54, 'tiling', 'Tiling', '{grouting}'),
    (445, 54, 'drilling-and-fixing-to-walls', 'Drilling and fixing to walls', '{hanging shelves}'),
    (446, 54, 'draught-proofing', 'Draught proofing', '{insulation,weatherstripping}'),
    -- Woodwork and furniture
    (447, 55, 'woodworking-basics', 'Woodworking basics', '{woodworking,carpentry}'),
    (448, 55, 'joinery', 'Joinery', '{dovetails,hand-cut joints}'),
    (449, 55, 'furniture-restoration', 'Furniture restoration', '{furniture refinishing}'),
    (450, 55, 'upholstery', 'Upholstery', '{reupholstery}'),
    (451, 55, 'tool-sharpening', 'Tool sharpening', '{knife sharpening}'),
    -- Repairing things
    (452, 56, 'bicycle-repair', 'Bicycle repair', '{bike maintenance,bike repair}'),
    (453, 56, 'car-maintenance', 'Car maintenance', '{oil change,auto repair}'),
    (454, 56, 'small-appliance-repair', 'Small appliance repair', '{repair café}'),
    (455, 56, 'phone-and-laptop-repair', 'Phone and laptop repair', '{screen replacement}'),
    (456, 56, 'clock-and-watch-repair', 'Clock and watch repair', '{horology}'),
    (457, 56, 'guitar-setup', 'Guitar setup', '{guitar maintenance,restringing}'),
    (458, 56, 'shoe-repair', 'Shoe repair', '{cobbling}');

-- Gardening and nature
INSERT INTO skills (id, subcategory_id, slug, name, synonyms) VALUES
    -- Growing food
    (459, 57, 'vegetable-gardening', 'Vegetable gardening', '{allotment,kitchen garden}'),
    (460, 57, 'growing-herbs', 'Growing herbs', '{herb garden}'),
    (461, 57, 'fruit-trees', 'Fruit trees', '{orchard care}'),
    (462, 57, 'tree-pruning', 'Tree pruning', '{pruning}'),
    (463, 57, 'seed-starting', 'Seed starting', '{seed sowing,propagation}'),
    (464, 57, 'seed-saving', 'Seed saving', '{}'),
    (465, 57, 'composting', 'Composting', '{worm compost,bokashi}'),
    (466, 57, 'permaculture', 'Permaculture', '{no-dig,food forest}'),
    (467, 57, 'hydroponics', 'Hydroponics', '{}'),
    -- Ornamental and indoor plants
    (468, 58, 'houseplant-care', 'Houseplant care', '{indoor plants,houseplants}'),
    (469, 58, 'bonsai', 'Bonsai', '{}'),
    (470, 58, 'garden-design', 'Garden design', '{planting design}'),
    (471, 58, 'rose-growing', 'Rose growing', '{roses}'),
    (472, 58, 'orchid-care', 'Orchid care', '{orchids}'),
    (473, 58, 'succulents-and-cacti', 'Succulents and cacti', '{cactus care}'),
    (474, 58, 'balcony-gardening', 'Balcony gardening', '{container gardening}'),
    (475, 58, 'flower-arranging', 'Flower arranging', '{floristry,bouquets}'),
    (476, 58, 'ikebana', 'Ikebana', '{kado}'),
    -- Animals
    (477, 59, 'dog-training', 'Dog training', '{puppy training,obedience}'),
    (478, 59, 'cat-care', 'Cat care', '{cat behaviour}'),
    (479, 59, 'beekeeping', 'Beekeeping', '{apiculture,bees}'),
    (480, 59, 'keeping-chickens', 'Keeping chickens', '{backyard hens}'),
    (481, 59, 'aquarium-keeping', 'Aquarium keeping', '{fishkeeping}'),
    -- Outdoors and wildlife
    (482, 60, 'birdwatching', 'Birdwatching', '{birding,bird identification}'),
    (483, 60, 'wild-plant-identification', 'Wild plant identification', '{botany walks}'),
    (484, 60, 'mushroom-identification', 'Mushroom identification', '{mycology}'),
    (485, 60, 'foraging', 'Foraging', '{wild food}'),
    (486, 60, 'map-and-compass-navigation', 'Map and compass navigation', '{orienteering,map reading}'),
    (487, 60, 'bushcraft', 'Bushcraft', '{fire lighting,wilderness skills}'),
    (488, 60, 'camping', 'Camping', '{wild camping,backpacking}'),
    (489, 60, 'fishing', 'Fishing', '{angling,fly fishing}'),
    (490, 60, 'knots', 'Knots', '{knot tying,ropework}');

-- Wellbeing
INSERT INTO skills (id, subcategory_id, slug, name, synonyms) VALUES
    -- Meditation and breath
    (491, 61, 'mindfulness-meditation', 'Mindfulness meditation', '{mindfulness,mbsr}'),
    (492, 61, 'zen-meditation', 'Zen meditation', '{zazen}'),
    (493, 61, 'loving-kindness-meditation', 'Loving-kindness meditation', '{metta}'),
    (494, 61, 'breathing-exercises', 'Breathing exercises', '{breathwork,pranayama}'),
    (495, 61, 'yoga-nidra', 'Yoga nidra', '{yogic sleep}'),
    -- Gentle movement and bodywork
    (496, 62, 'tai-chi', 'Tai chi', '{taiji,tai chi chuan}'),
    (497, 62, 'qigong', 'Qigong', '{chi kung}'),
    (498, 62, 'self-massage', 'Self-massage', '{foam rolling}'),
    (499, 62, 'posture-and-ergonomics', 'Posture and ergonomics', '{desk posture}'),
    (500, 62, 'alexander-technique', 'Alexander technique', '{}'),
    -- Healthy habits
    (501, 63, 'sleep-habits', 'Sleep habits', '{sleep hygiene}'),
    (502, 63, 'nutrition-basics', 'Nutrition basics', '{healthy eating}'),
    (503, 63, 'habit-building', 'Habit building', '{habit tracking}'),
    (504, 63, 'stress-management', 'Stress management', '{coping with stress}'),
    (505, 63, 'journaling', 'Journaling', '{gratitude journal}'),
    (506, 63, 'digital-balance', 'Digital balance', '{digital detox,screen time}'),
    -- Personal care
    (507, 64, 'skincare-basics', 'Skincare basics', '{skin care}'),
    (508, 64, 'everyday-make-up', 'Everyday make-up', '{makeup}'),
    (509, 64, 'hair-cutting-at-home', 'Hair cutting at home', '{home haircut}'),
    (510, 64, 'hair-braiding', 'Hair braiding', '{braids,cornrows}'),
    (511, 64, 'curly-hair-care', 'Curly hair care', '{curly hair}'),
    (512, 64, 'nail-art', 'Nail art', '{manicure}'),
    (513, 64, 'personal-style', 'Personal style', '{wardrobe planning,capsule wardrobe}');

-- Writing and speaking
INSERT INTO skills (id, subcategory_id, slug, name, synonyms) VALUES
    -- Creative writing
    (514, 65, 'short-story-writing', 'Short story writing', '{short fiction}'),
    (515, 65, 'novel-writing', 'Novel writing', '{fiction writing,nanowrimo}'),
    (516, 65, 'poetry', 'Poetry', '{verse writing}'),
    (517, 65, 'haiku', 'Haiku', '{senryu}'),
    (518, 65, 'screenwriting', 'Screenwriting', '{scriptwriting}'),
    (519, 65, 'writing-for-children', 'Writing for children', '{children''s books}'),
    (520, 65, 'science-fiction-and-fantasy-writing', 'Science fiction and fantasy writing', '{worldbuilding,speculative fiction}'),
    (521, 65, 'memoir', 'Memoir', '{life writing,autobiography}'),
    -- Non-fiction and professional writing
    (522, 66, 'blogging', 'Blogging', '{blog writing}'),
    (523, 66, 'journalism', 'Journalism', '{news reporting}'),
    (524, 66, 'copywriting', 'Copywriting', '{ad copy}'),
    (525, 66, 'technical-writing', 'Technical writing', '{documentation}'),
    (526, 66, 'ux-writing', 'UX writing', '{microcopy}'),
    (527, 66, 'plain-language', 'Plain language', '{plain english}'),
    -- Editing and publishing
    (528, 67, 'proofreading', 'Proofreading', '{proof reading}'),
    (529, 67, 'copy-editing', 'Copy-editing', '{copyediting}'),
    (530, 67, 'story-feedback', 'Story feedback', '{beta reading,manuscript critique}'),
    (531, 67, 'english-grammar', 'English grammar', '{grammar,punctuation}'),
    (532, 67, 'self-publishing', 'Self-publishing', '{kdp,indie publishing}'),
    (533, 67, 'podcasting', 'Podcasting', '{podcast production}'),
    -- Speaking and listening
    (534, 68, 'public-speaking', 'Public speaking', '{speech making,toastmasters}'),
    (535, 68, 'storytelling', 'Storytelling', '{oral storytelling}'),
    (536, 68, 'debating', 'Debating', '{debate,argumentation}'),
    (537, 68, 'speech-writing', 'Speech writing', '{wedding speeches}'),
    (538, 68, 'active-listening', 'Active listening', '{}'),
    (539, 68, 'difficult-conversations', 'Difficult conversations', '{nonviolent communication,nvc}');

-- Games
INSERT INTO skills (id, subcategory_id, slug, name, synonyms) VALUES
    -- Board, card and puzzle games
    (540, 69, 'chess', 'Chess', '{chess openings}'),
    (541, 69, 'go-board-game', 'Go board game', '{baduk,weiqi,igo}'),
    (542, 69, 'shogi', 'Shogi', '{japanese chess}'),
    (543, 69, 'backgammon', 'Backgammon', '{tavli}'),
    (544, 69, 'draughts', 'Draughts', '{checkers}'),
    (545, 69, 'mahjong', 'Mahjong', '{riichi,mah-jongg}'),
    (546, 69, 'bridge', 'Bridge', '{contract bridge}'),
    (547, 69, 'poker', 'Poker', '{texas hold''em}'),
    (548, 69, 'strategy-board-games', 'Strategy board games', '{eurogames,catan}'),
    (549, 69, 'magic-the-gathering', 'Magic: The Gathering', '{mtg}'),
    (550, 69, 'scrabble', 'Scrabble', '{}'),
    (551, 69, 'rubiks-cube', 'Rubik''s Cube', '{speedcubing,cubing}'),
    (552, 69, 'cryptic-crosswords', 'Cryptic crosswords', '{crosswords}'),
    (553, 69, 'sudoku', 'Sudoku', '{}'),
    -- Role-playing and story games
    (554, 70, 'dungeons-and-dragons', 'Dungeons & Dragons', '{d&d,dnd}'),
    (555, 70, 'game-mastering', 'Game mastering', '{dungeon master,gm}'),
    (556, 70, 'live-action-role-play', 'Live action role-play', '{larp}'),
    (557, 70, 'miniature-painting', 'Miniature painting', '{warhammer painting}'),
    (558, 70, 'board-game-design', 'Board game design', '{tabletop game design}'),
    -- Video games
    (559, 71, 'minecraft-building', 'Minecraft building', '{minecraft,redstone}'),
    (560, 71, 'fighting-games', 'Fighting games', '{street fighter,fgc}'),
    (561, 71, 'speedrunning', 'Speedrunning', '{speedruns}'),
    (562, 71, 'game-modding', 'Game modding', '{modding}');

-- Life skills
INSERT INTO skills (id, subcategory_id, slug, name, synonyms) VALUES
    -- Money
    (563, 72, 'budgeting', 'Budgeting', '{household budget}'),
    (564, 72, 'saving-for-goals', 'Saving for goals', '{saving money}'),
    (565, 72, 'investing-basics', 'Investing basics', '{index funds,etf}'),
    (566, 72, 'understanding-taxes', 'Understanding taxes', '{tax return}'),
    (567, 72, 'reducing-debt', 'Reducing debt', '{debt repayment}'),
    (568, 72, 'pensions-and-retirement', 'Pensions and retirement', '{retirement planning}'),
    -- Organisation and home life
    (569, 73, 'time-management', 'Time management', '{productivity}'),
    (570, 73, 'goal-setting', 'Goal setting', '{okr,smart goals}'),
    (571, 73, 'email-management', 'Email management', '{inbox zero}'),
    (572, 73, 'overcoming-procrastination', 'Overcoming procrastination', '{procrastination}'),
    (573, 73, 'event-planning', 'Event planning', '{party planning}'),
    (574, 73, 'travel-planning', 'Travel planning', '{trip planning}'),
    (575, 73, 'paperwork-and-filing', 'Paperwork and filing', '{document organisation}'),
    (576, 73, 'decluttering', 'Decluttering', '{tidying,konmari}'),
    (577, 73, 'cleaning-routines', 'Cleaning routines', '{housekeeping}'),
    (578, 73, 'zero-waste-living', 'Zero-waste living', '{low-waste living}'),
    -- Family and community
    (579, 74, 'baby-care-basics', 'Baby care basics', '{newborn care}'),
    (580, 74, 'babysitting', 'Babysitting', '{childminding}'),
    (581, 74, 'homework-support', 'Homework support', '{tutoring}'),
    (582, 74, 'caring-for-older-relatives', 'Caring for older relatives', '{elder care}'),
    (583, 74, 'volunteering', 'Volunteering', '{volunteer coordination}'),
    (584, 74, 'family-history', 'Family history', '{genealogy,family tree}'),
    (585, 74, 'community-organising', 'Community organising', '{community organizing}'),
    -- Practical confidence
    (586, 75, 'first-aid', 'First aid', '{cpr,resuscitation}'),
    (587, 75, 'driving-theory', 'Driving theory', '{highway code}'),
    (588, 75, 'learning-to-drive', 'Learning to drive', '{driving practice}'),
    (589, 75, 'emergency-preparedness', 'Emergency preparedness', '{emergency kit}'),
    (590, 75, 'living-in-a-new-country', 'Living in a new country', '{expat life,relocation}'),
    (591, 75, 'table-manners', 'Table manners', '{etiquette}'),
    (592, 75, 'cultural-customs', 'Cultural customs', '{intercultural communication}');

-- The ids above were given by hand; the next skill an admin adds continues after them.
SELECT setval(pg_get_serial_sequence('skills', 'id'), (SELECT max(id) FROM skills));
