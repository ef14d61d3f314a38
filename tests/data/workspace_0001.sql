PRAGMA application_id = 2054648625;
BEGIN TRANSACTION;
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO "counter" VALUES('generation',4);
CREATE TABLE file (
    key TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL REFERENCES original (sha256),
    rules TEXT NOT NULL
);
INSERT INTO "file" VALUES('/srv/in/plan.txt','f84d204ea98388e1bb9b4301f01c3e7d842c2662c6d5d639d9562284c210fd88','f7ca1d6a2e16ae0d');
INSERT INTO "file" VALUES('/srv/in/table.txt','afc07b983b8e7ccf3d9b84b135e9a20d05128606999ae6728530ee078849970e','f7ca1d6a2e16ae0d');
CREATE TABLE label (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    notice TEXT,
    unit TEXT,
    requirement TEXT NOT NULL,
    section TEXT NOT NULL,
    category TEXT,
    also TEXT NOT NULL,
    author TEXT NOT NULL,
    time TEXT NOT NULL
);
INSERT INTO "label" VALUES(1,'bc79878b','bc79878b-1','修订依申请公开办理规程，按时答复每一件申请。','["一、主要任务"]','监督考核','[]','甲','2026-11-22T21:07:20+00:00');
CREATE TABLE migration (name TEXT NOT NULL UNIQUE, applied_at TEXT NOT NULL);
INSERT INTO "migration" VALUES('0001_create_tables','2026-11-22T21:07:19.785373+00:00');
CREATE TABLE notice (
    id TEXT PRIMARY KEY,
    source_key TEXT NOT NULL UNIQUE,
    file TEXT NOT NULL REFERENCES file (key),
    source_name TEXT NOT NULL,
    source_format TEXT NOT NULL,
    source_encoding TEXT,
    source_sha256 TEXT NOT NULL,
    title TEXT,
    issuer TEXT,
    document_number TEXT,
    date TEXT,
    year INTEGER,
    province TEXT,
    kind TEXT NOT NULL,
    url TEXT,
    first_key INTEGER NOT NULL,
    task_count INTEGER NOT NULL,
    unit_count INTEGER NOT NULL,
    -- Long columns come last: what filters read must not lie behind pages of text.
    cites TEXT NOT NULL,
    text TEXT NOT NULL,
    missing_numbers TEXT NOT NULL,
    problems TEXT NOT NULL,
    mends TEXT NOT NULL
);
INSERT INTO "notice" VALUES('bc79878b','/srv/in/plan.txt','/srv/in/plan.txt','plan.txt','txt','utf-8','f84d204ea98388e1bb9b4301f01c3e7d842c2662c6d5d639d9562284c210fd88','云川县2024年政务公开工作方案','云川县人民政府办公室',NULL,'2024-03-05',2024,NULL,'实施方案',NULL,1,2,3,'[]','云川县2024年政务公开工作方案
为做好今年的工作，制定本方案。
一、主要任务
（一）修订依申请公开办理规程，按时答复每一件申请。（责任单位：县政府办公室）
（二）对拟发布的文件逐件开展保密审查。（责任单位：县司法局）
云川县人民政府办公室
2024年3月5日','[]','[]','[]');
INSERT INTO "notice" VALUES('b4689e1b','/srv/in/table.txt','/srv/in/table.txt','table.txt','txt','utf-8','afc07b983b8e7ccf3d9b84b135e9a20d05128606999ae6728530ee078849970e','望江市水利局2023年政务公开任务分工表','望江市水利局',NULL,NULL,2023,NULL,'任务分工',NULL,4,3,3,'[]','望江市水利局2023年政务公开任务分工表
工作任务 | 具体要求 | 牵头单位 | 配合单位 | 完成时限 | 
一、做好政策解读 | 1 | 出台节水灌溉补贴办法时发布图文解读，讲清申领条件。 | 农水科 | 办公室、财务科 | 年底前
2 | 邀请灌区农户代表参加解读会，现场回答提问。 | 农水科 | 办公室 | 持续推进 | 
二、做好财政信息公开 | 3 | 公布本局部门预算、决算和三公经费。 | 财务科 | 办公室 | 2023年10月31日前','[]','[]','[]');
CREATE TABLE office (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO "office" VALUES(1,'县司法局');
INSERT INTO "office" VALUES(2,'县政府办公室');
INSERT INTO "office" VALUES(3,'农水科');
INSERT INTO "office" VALUES(4,'办公室');
INSERT INTO "office" VALUES(5,'财务科');
CREATE TABLE original (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, packed BLOB NOT NULL);
INSERT INTO "original" VALUES('f84d204ea98388e1bb9b4301f01c3e7d842c2662c6d5d639d9562284c210fd88',359,X'789C7590CF4E83401087EF3C8DA9FA7EA0B5520A52126813023668510F75B169C39F05E4613A33E0895770907A31F1B2D9ECFCF6FB6606A48359880FCDE4627285C591DC068D08EF7658A998C55007B42A28D215C8256A3EC6359406E75A7F3A96FBCA443D45E153B01BA327F586D3EA49D5202FBB170DCA92914A5FE9FCDA57736844279EE0336CDD4397646797F1D82E67DDEBB47D5B3092CC39ADD3F6DDC5AD4589CD1FA14CC73CE319D51D9F07AEE5416DF595CF030C9DCB803903506C59F4A39426DF302968B141DBC1FC963BA7D53DE3BED4259F837BEF411362324311D126FE4F80764E070FF7C30C0AFCEE0DA4A40FE78F5C396FF39202FD9AD6B1F20D9555F926');
INSERT INTO "original" VALUES('afc07b983b8e7ccf3d9b84b135e9a20d05128606999ae6728530ee078849970e',536,X'789C7D51CD7282400CBEFB143E823FAFE701B42A3228DAAA4C95DAA252E98CA256AA08521FC64D7639F5159A2D8ED35E7ADA249BE4FB09DA63DC3E4358C54D00DA1B6C9552A154866380FD33E80ED4977052581CCB586BC0C1158E97A387257656CD57F2503FB0E441BCAAB8AD52CA5B1F300FA03D60499BD2B4DE86AE764BC13750EBA2B54F1FBB9456722C542E8A0AEA08DC8440F96A281633B18EE9B328FB9B11981BA14B825C35306A09C7154100FA047703DA03660FC21A8C3F71D8CC26BF4E86F0DF31ACF3FE2E9D36F0C961F1FEA2486ED0B0E59E454FC6FA44CAF3E7042F822969B9D68F0144036811DB5C490AA82A627D206C302239AF1D583C231BC0AC82FE9241B2D388507967037604E3095FF5D1ECA696FF0F2AC568A83C5E61C713E771E64564DCBC204A64073B3BA8AEB333504BF9C7EE2509467B49C74A6B5E6A79E9F48EFB969C6CEC28807B83852D6AE3B1298263C6E18FC25F1CAEE72E16D0D6CA45B4DC4CF837F8895421');
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE unit (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    notice TEXT NOT NULL REFERENCES notice (id),
    type TEXT NOT NULL CHECK (type IN ('task', 'passage')),
    number TEXT,
    section TEXT NOT NULL,
    text TEXT NOT NULL,
    lead TEXT NOT NULL,
    support TEXT NOT NULL,
    deadline_text TEXT,
    deadline_kind TEXT,
    deadline_start TEXT,
    deadline_end TEXT,
    spans TEXT NOT NULL,
    -- What the model said (JSON of a Tag), what a person said, and the one of the two that holds.
    tag TEXT,
    label TEXT,
    category TEXT,
    verdict TEXT
);
INSERT INTO "unit" VALUES(1,'bc79878b-1','bc79878b','task','（一）','["一、主要任务"]','修订依申请公开办理规程，按时答复每一件申请。','["县政府办公室"]','[]',NULL,NULL,NULL,NULL,'[[43,65]]','{"category":"依申请公开","confidence":0.9999958974823522,"verdict":"auto","alternatives":[["制度机制",9.505111851374826e-07],["监督考核",6.924627372032049e-07],["信息管理",4.40695481527818e-07]],"reasons":[["申请",8.445838395778976],["答复",2.0475225051848245],["办理",1.2534099008499684]],"also":[]}','["监督考核"]','监督考核','auto');
INSERT INTO "unit" VALUES(2,'bc79878b-2','bc79878b','task','（二）','["一、主要任务"]','对拟发布的文件逐件开展保密审查。','["县司法局"]','[]',NULL,NULL,NULL,NULL,'[[82,98]]','{"category":"保密审查","confidence":0.9701380849625583,"verdict":"auto","alternatives":[["政策发布",0.029742128769176437],["监督考核",3.0437559946678224e-05],["队伍建设",2.0246089431983397e-05]],"reasons":[["保密",4.086623914140684],["审查",3.6786925180822925],["对拟",1.037882623132676],["发布",0.992355603674479]],"also":["政策发布"]}',NULL,'保密审查','auto');
INSERT INTO "unit" VALUES(3,'bc79878b-p1','bc79878b','passage',NULL,'[]','为做好今年的工作，制定本方案。','[]','[]',NULL,NULL,NULL,NULL,'[[17,32]]',NULL,NULL,NULL,NULL);
INSERT INTO "unit" VALUES(4,'b4689e1b-1','b4689e1b','task','1','["一、做好政策解读"]','出台节水灌溉补贴办法时发布图文解读，讲清申领条件。','["农水科"]','["办公室","财务科"]','年底前','by',NULL,'2023-12-31','[[72,97]]','{"category":"政策解读","confidence":0.9999212800717597,"verdict":"auto","alternatives":[["政策发布",2.8905067180845006e-05],["重点领域",2.2214897946036877e-05],["权力运行",5.984298612701555e-06]],"reasons":[["解读",6.124175718613344],["讲清",2.3060894605740803],["办法",0.798303221490505],["出台",0.7818944215653149]],"also":[]}',NULL,'政策解读','auto');
INSERT INTO "unit" VALUES(5,'b4689e1b-2','b4689e1b','task','2','["一、做好政策解读"]','邀请灌区农户代表参加解读会，现场回答提问。','["农水科"]','["办公室"]','持续推进','ongoing',NULL,NULL,'[[124,145]]','{"category":"公众参与","confidence":0.5110733710702369,"verdict":"review","alternatives":[["政策解读",0.48710092465544663],["队伍建设",0.00029469919582537706],["回应关切",0.0002818095856839522]],"reasons":[["代表",3.07142336410546],["邀请",2.1914874070093786],["参加",1.5161350573564292],["现场",0.7701298993381442],["会",0.6811222816181877],["提问",0.32295906168045185],["解读",-0.9733070695794321]],"also":["政策解读"]}',NULL,'公众参与','review');
INSERT INTO "unit" VALUES(6,'b4689e1b-3','b4689e1b','task','3','["二、做好财政信息公开"]','公布本局部门预算、决算和三公经费。','["财务科"]','["办公室"]','2023年10月31日前','by',NULL,'2023-10-31','[[185,202]]','{"category":"财政信息","confidence":0.9999892859727059,"verdict":"auto","alternatives":[["权力运行",1.393839796647871e-06],["制度机制",1.3403288042955857e-06],["重点领域",1.2373268207956408e-06]],"reasons":[["预算",3.4774919652989436],["决算",2.3737364421240166],["经费",2.274142342441756],["三公",1.3813790716606],["局部门",1.2536260983431424],["公布本",1.2269311808049606]],"also":[]}',NULL,'财政信息','auto');
CREATE TABLE unit_office (
    office INTEGER NOT NULL REFERENCES office (id),
    unit INTEGER NOT NULL REFERENCES unit (key),
    role TEXT NOT NULL CHECK (role IN ('lead', 'support')),
    PRIMARY KEY (office, unit, role)
) WITHOUT ROWID;
INSERT INTO "unit_office" VALUES(2,1,'lead');
INSERT INTO "unit_office" VALUES(1,2,'lead');
INSERT INTO "unit_office" VALUES(3,4,'lead');
INSERT INTO "unit_office" VALUES(4,4,'support');
INSERT INTO "unit_office" VALUES(5,4,'support');
INSERT INTO "unit_office" VALUES(3,5,'lead');
INSERT INTO "unit_office" VALUES(4,5,'support');
INSERT INTO "unit_office" VALUES(4,6,'support');
INSERT INTO "unit_office" VALUES(5,6,'lead');
CREATE TABLE word (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE INDEX file_sha256 ON file (sha256);
CREATE INDEX notice_keys ON notice (first_key, unit_count, task_count);
CREATE INDEX notice_file ON notice (file);
CREATE INDEX unit_notice ON unit (notice);
CREATE INDEX unit_category ON unit (category) WHERE category IS NOT NULL;
CREATE INDEX unit_deadline_end ON unit (deadline_end) WHERE deadline_end IS NOT NULL;
CREATE INDEX unit_deadline_kind ON unit (deadline_kind) WHERE deadline_kind IS NOT NULL;
CREATE INDEX unit_office_unit ON unit_office (unit);
CREATE INDEX label_notice ON label (notice);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('unit',6);
INSERT INTO "sqlite_sequence" VALUES('label',1);
COMMIT;
