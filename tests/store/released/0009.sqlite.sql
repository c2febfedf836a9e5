BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num varchar(32) primary key not null);
INSERT INTO "alembic_version" VALUES('0009');
CREATE TABLE announcement (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	fault TEXT NOT NULL, 
	occasion TEXT NOT NULL, 
	state TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	approved_by TEXT NOT NULL, 
	goes_at DATETIME, 
	starts DATETIME, 
	ends DATETIME, 
	document TEXT NOT NULL, 
	CONSTRAINT pk_announcement PRIMARY KEY (id)
);
CREATE TABLE announcement_reader (
	announcement_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	address TEXT NOT NULL, 
	language TEXT NOT NULL, 
	timezone TEXT NOT NULL, 
	CONSTRAINT pk_announcement_reader PRIMARY KEY (announcement_id, position), 
	CONSTRAINT fk_announcement_reader_announcement_id FOREIGN KEY(announcement_id) REFERENCES announcement (id)
);
CREATE TABLE announcement_row (
	announcement_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	contract_id TEXT NOT NULL, 
	contracts INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	participant_id INTEGER NOT NULL, 
	cases TEXT NOT NULL, 
	state TEXT NOT NULL, 
	problem TEXT NOT NULL, 
	outbox_id INTEGER NOT NULL, 
	CONSTRAINT pk_announcement_row PRIMARY KEY (announcement_id, position), 
	CONSTRAINT fk_announcement_row_announcement_id FOREIGN KEY(announcement_id) REFERENCES announcement (id)
);
CREATE TABLE arrival (
	id INTEGER NOT NULL, 
	inbox_id INTEGER NOT NULL, 
	door TEXT NOT NULL, 
	source TEXT NOT NULL, 
	received_at DATETIME NOT NULL, 
	envelope_from TEXT, 
	recipients TEXT NOT NULL, 
	trusted BOOLEAN NOT NULL, 
	login TEXT NOT NULL, 
	profile TEXT NOT NULL, 
	answerable BOOLEAN NOT NULL, 
	oversize INTEGER NOT NULL, 
	header_digest TEXT, 
	CONSTRAINT pk_arrival PRIMARY KEY (id), 
	CONSTRAINT fk_arrival_inbox_id FOREIGN KEY(inbox_id) REFERENCES inbox (id)
);
INSERT INTO "arrival" VALUES(1,1,'lmtp','lmtp/1','2026-11-24 03:00:00.000000','yamada@client.example','["support@vendor.example"]',0,'','',1,0,NULL);
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	subject TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor TEXT NOT NULL, 
	action TEXT NOT NULL, 
	facts TEXT NOT NULL, 
	prev TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (id)
);
INSERT INTO "audit" VALUES(1,'contract:C-1',1,'2026-11-24 03:00:00.000000','configuration','order.added','{"confirmed_on":null,"given_from":null,"given_until":null,"order":"PO-1","ordered_on":"2026-11-24","price":null,"units":10,"valid_from":"2026-11-24","valid_until":"2027-11-23","version":1}','','19a60f73abab76cdc382bb34c9de8795b847a4562d38a8789678d61c5d3b616b');
INSERT INTO "audit" VALUES(2,'contract:C-1',2,'2026-11-24 03:00:00.000000','configuration','contract.added','{"fields":["calendar","client","contacts.contacts","from","id","language","openers","packs","policy","terms","until"]}','19a60f73abab76cdc382bb34c9de8795b847a4562d38a8789678d61c5d3b616b','0206561a059490e93f6f6c293b18164fa3e61bae61a9bf813070f5df8d092930');
INSERT INTO "audit" VALUES(3,'desk:keys',1,'2026-11-24 03:00:00.000000','desk','key.made','{"key":"59d1"}','','2be0be0596a467cb0b974f9841b90bfb4514cecd2e2e41379559698b3ae6d776');
INSERT INTO "audit" VALUES(4,'case:1',1,'2026-11-24 03:00:00.000000','desk','case.opened','{}','','589922f08eccfdf39730d82f81aeb81f4d56c704ff603acca270b370b93e7ba3');
CREATE TABLE audit_head (
	subject TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	is_sealed BOOLEAN NOT NULL, 
	CONSTRAINT pk_audit_head PRIMARY KEY (subject)
);
INSERT INTO "audit_head" VALUES('contract:C-1',2,'0206561a059490e93f6f6c293b18164fa3e61bae61a9bf813070f5df8d092930',1);
INSERT INTO "audit_head" VALUES('desk:keys',1,'2be0be0596a467cb0b974f9841b90bfb4514cecd2e2e41379559698b3ae6d776',1);
INSERT INTO "audit_head" VALUES('case:1',1,'589922f08eccfdf39730d82f81aeb81f4d56c704ff603acca270b370b93e7ba3',1);
CREATE TABLE audit_root (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	prev TEXT NOT NULL, 
	heads TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	CONSTRAINT pk_audit_root PRIMARY KEY (id)
);
INSERT INTO "audit_root" VALUES(1,'2026-11-24 03:00:00.000000','','[["case:1",1,"589922f08eccfdf39730d82f81aeb81f4d56c704ff603acca270b370b93e7ba3"],["contract:C-1",2,"0206561a059490e93f6f6c293b18164fa3e61bae61a9bf813070f5df8d092930"],["desk:keys",1,"2be0be0596a467cb0b974f9841b90bfb4514cecd2e2e41379559698b3ae6d776"]]','7f9ed3abbdcc0f5b9ecdeb2f06b580d652886c88aa848503978f7daf3b339bba');
CREATE TABLE case_link (
	case_id INTEGER NOT NULL, 
	other_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	CONSTRAINT pk_case_link PRIMARY KEY (case_id, other_id, kind), 
	CONSTRAINT fk_case_link_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_case_link_other_id FOREIGN KEY(other_id) REFERENCES cases (id)
);
CREATE TABLE case_text (
	case_id INTEGER NOT NULL, 
	subject TEXT NOT NULL, 
	CONSTRAINT pk_case_text PRIMARY KEY (case_id), 
	CONSTRAINT fk_case_text_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "case_text" VALUES(1,'請求書が届きません');
CREATE TABLE case_wake (
	case_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	wanted_at DATETIME NOT NULL, 
	CONSTRAINT pk_case_wake PRIMARY KEY (case_id), 
	CONSTRAINT fk_case_wake_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
CREATE TABLE cases (
	id INTEGER NOT NULL, 
	number TEXT NOT NULL, 
	contract_id TEXT NOT NULL, 
	status TEXT NOT NULL, 
	category TEXT NOT NULL, 
	category_reason TEXT NOT NULL, 
	priority TEXT NOT NULL, 
	priority_reason TEXT NOT NULL, 
	unsure TEXT NOT NULL, 
	level TEXT NOT NULL, 
	assignee TEXT NOT NULL, 
	policy_digest TEXT NOT NULL, 
	calendar_digest TEXT NOT NULL, 
	language TEXT NOT NULL, 
	private BOOLEAN NOT NULL, 
	received_at DATETIME NOT NULL, 
	resolved_at DATETIME, 
	closed_at DATETIME, 
	merged_into INTEGER NOT NULL, 
	CONSTRAINT pk_cases PRIMARY KEY (id), 
	CONSTRAINT uq_cases_number UNIQUE (number)
);
INSERT INTO "cases" VALUES(1,'INC-000001','C-1','new','question','default','normal','default','','','','p','c','ja',0,'2026-11-24 03:00:00.000000',NULL,NULL,0);
CREATE TABLE clock (
	case_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	state TEXT NOT NULL, 
	due DATETIME, 
	met_at DATETIME, 
	breached_at DATETIME, 
	CONSTRAINT pk_clock PRIMARY KEY (case_id, name), 
	CONSTRAINT fk_clock_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "clock" VALUES(1,'answer','running','2026-11-24 03:00:00.000000',NULL,NULL);
CREATE TABLE contact (
	id INTEGER NOT NULL, 
	contract_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	document TEXT NOT NULL, 
	removed_at DATETIME, 
	CONSTRAINT pk_contact PRIMARY KEY (id), 
	CONSTRAINT fk_contact_contract_id FOREIGN KEY(contract_id) REFERENCES contract (id)
);
INSERT INTO "contact" VALUES(1,'C-1',0,'{"company":"Client KK","department":"総務部","honorific":"","language":"","name":"山田 太郎","roles":["admin"],"timezone":"","title":""}',NULL);
CREATE TABLE contact_address (
	contact_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	address_key TEXT NOT NULL, 
	address TEXT NOT NULL, 
	CONSTRAINT pk_contact_address PRIMARY KEY (contact_id, position), 
	CONSTRAINT fk_contact_address_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id)
);
INSERT INTO "contact_address" VALUES(1,0,'yamada@client.example','yamada@client.example');
CREATE TABLE contact_change (
	id INTEGER NOT NULL, 
	contract_id TEXT NOT NULL, 
	contact_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor TEXT NOT NULL, 
	cause TEXT, 
	"before" TEXT, 
	"after" TEXT, 
	undone_at DATETIME, 
	CONSTRAINT pk_contact_change PRIMARY KEY (id)
);
CREATE TABLE contract (
	id TEXT NOT NULL, 
	document TEXT NOT NULL, 
	declared_in TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	removed_at DATETIME, 
	CONSTRAINT pk_contract PRIMARY KEY (id)
);
INSERT INTO "contract" VALUES('C-1','{"address":"","calendar":"office","categories":[],"client":"Client KK","domains":[],"is_default":false,"language":"ja","licences":0,"policy":"standard","prices":null,"products":[],"services":[],"terms":"incidents","timezone":"","valid_from":"2026-01-01","valid_until":"2027-12-31"}','config.toml',1,NULL);
CREATE TABLE contract_key (
	contract_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	value TEXT NOT NULL, 
	lookup TEXT NOT NULL, 
	CONSTRAINT pk_contract_key PRIMARY KEY (contract_id, kind, scope, position), 
	CONSTRAINT fk_contract_key_contract_id FOREIGN KEY(contract_id) REFERENCES contract (id)
);
INSERT INTO "contract_key" VALUES('C-1','opener','',0,'admin','admin');
CREATE TABLE contract_version (
	contract_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor TEXT NOT NULL, 
	source TEXT NOT NULL, 
	document TEXT NOT NULL, 
	contacts_digest TEXT NOT NULL, 
	CONSTRAINT pk_contract_version PRIMARY KEY (contract_id, version), 
	CONSTRAINT fk_contract_version_contract_id FOREIGN KEY(contract_id) REFERENCES contract (id)
);
INSERT INTO "contract_version" VALUES('C-1',1,'2026-11-24 03:00:00.000000','configuration','config.toml','{"address":"","calendar":"office","categories":[],"client":"Client KK","domains":[],"is_default":false,"language":"ja","licences":0,"orders":[{"confirmed_on":null,"ordered_on":"2026-11-24","price":null,"reference":"PO-1","units":10,"valid_from":null,"valid_until":null}],"policy":"standard","prices":null,"products":[],"services":[],"terms":"incidents","timezone":"","valid_from":"2026-01-01","valid_until":"2027-12-31"}','dddfcc40367c737925ec8d7c380b03c1f7130844cd125ad6b4700369829a7a13');
CREATE TABLE counter (
	name TEXT NOT NULL, 
	value INTEGER NOT NULL, 
	CONSTRAINT pk_counter PRIMARY KEY (name)
);
INSERT INTO "counter" VALUES('case',1);
CREATE TABLE desk_meta (
	id INTEGER NOT NULL, 
	generation TEXT NOT NULL, 
	pepper BLOB NOT NULL, 
	rehearsal BOOLEAN NOT NULL, 
	contracts_version INTEGER NOT NULL, 
	CONSTRAINT pk_desk_meta PRIMARY KEY (id)
);
INSERT INTO "desk_meta" VALUES(1,'4f8c553179fa24b46e988248e150152d',X'0332172F028A7416BD58E655909C1B4165905670E85B14584544FA3BEB08ED54',0,1);
CREATE TABLE event (
	case_id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	"by" TEXT NOT NULL, 
	facts TEXT NOT NULL, 
	CONSTRAINT pk_event PRIMARY KEY (case_id, seq), 
	CONSTRAINT fk_event_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "event" VALUES(1,1,'received','2026-11-24 03:00:00.000000','desk','{"message":1}');
CREATE TABLE fault (
	id INTEGER NOT NULL, 
	number TEXT NOT NULL, 
	began DATETIME NOT NULL, 
	over_at DATETIME, 
	CONSTRAINT pk_fault PRIMARY KEY (id), 
	CONSTRAINT uq_fault_number UNIQUE (number)
);
CREATE TABLE fault_case (
	fault_id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	CONSTRAINT pk_fault_case PRIMARY KEY (fault_id, case_id), 
	CONSTRAINT fk_fault_case_fault_id FOREIGN KEY(fault_id) REFERENCES fault (id), 
	CONSTRAINT fk_fault_case_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
CREATE TABLE fault_event (
	fault_id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	"by" TEXT NOT NULL, 
	facts TEXT NOT NULL, 
	CONSTRAINT pk_fault_event PRIMARY KEY (fault_id, seq), 
	CONSTRAINT fk_fault_event_fault_id FOREIGN KEY(fault_id) REFERENCES fault (id)
);
CREATE TABLE fault_text (
	fault_id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	texts TEXT NOT NULL, 
	CONSTRAINT pk_fault_text PRIMARY KEY (fault_id, seq), 
	CONSTRAINT fk_fault_text_fault_id FOREIGN KEY(fault_id) REFERENCES fault (id)
);
CREATE TABLE inbox (
	id INTEGER NOT NULL, 
	content_key TEXT NOT NULL, 
	raw_digest TEXT NOT NULL, 
	state TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	next_at DATETIME, 
	owner TEXT, 
	seen_arrival INTEGER NOT NULL, 
	received_at DATETIME NOT NULL, 
	let_in_by TEXT NOT NULL, 
	decision TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	case_id INTEGER NOT NULL, 
	level TEXT NOT NULL, 
	told BOOLEAN NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT pk_inbox PRIMARY KEY (id), 
	CONSTRAINT uq_inbox_content_key UNIQUE (content_key)
);
INSERT INTO "inbox" VALUES(1,'first','01d0d8cbd5bc7bca96f6635ed2033e83e52363e543381e5b2088dfadf8c767cd','done',1,NULL,NULL,1,'2026-11-24 03:00:00.000000','','open','opener',1,'A',1,'2026-11-24 03:00:00.000000');
CREATE TABLE inbox_text (
	inbox_id INTEGER NOT NULL, 
	sender TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	words TEXT NOT NULL, 
	hint TEXT NOT NULL, 
	CONSTRAINT pk_inbox_text PRIMARY KEY (inbox_id), 
	CONSTRAINT fk_inbox_text_inbox_id FOREIGN KEY(inbox_id) REFERENCES inbox (id)
);
CREATE TABLE ledger (
	contract_id TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	kind TEXT NOT NULL, 
	units INTEGER NOT NULL, 
	cause TEXT NOT NULL, 
	part INTEGER NOT NULL, 
	pack_id INTEGER, 
	case_id INTEGER, 
	reference TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	why TEXT NOT NULL, 
	minutes INTEGER NOT NULL, 
	undoes INTEGER NOT NULL, 
	CONSTRAINT pk_ledger PRIMARY KEY (contract_id, seq), 
	CONSTRAINT fk_ledger_contract_id FOREIGN KEY(contract_id) REFERENCES contract (id), 
	CONSTRAINT fk_ledger_pack_id FOREIGN KEY(pack_id) REFERENCES pack_order (id), 
	CONSTRAINT fk_ledger_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "ledger" VALUES('C-1',1,'2026-11-24 03:00:00.000000','granted',10,'order:1:1',1,1,NULL,'PO-1','configuration','',0,0);
INSERT INTO "ledger" VALUES('C-1',2,'2026-11-24 03:00:00.000000','reserved',1,'case:1:started',1,1,1,'','desk','',0,0);
CREATE TABLE ledger_sum (
	contract_id TEXT NOT NULL, 
	pack_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	units INTEGER NOT NULL, 
	CONSTRAINT pk_ledger_sum PRIMARY KEY (contract_id, pack_id, kind), 
	CONSTRAINT fk_ledger_sum_contract_id FOREIGN KEY(contract_id) REFERENCES contract (id)
);
INSERT INTO "ledger_sum" VALUES('C-1',1,'granted',10);
INSERT INTO "ledger_sum" VALUES('C-1',1,'reserved',1);
CREATE TABLE mailbox_cursor (
	mailbox TEXT NOT NULL, 
	uidvalidity INTEGER NOT NULL, 
	uid INTEGER NOT NULL, 
	CONSTRAINT pk_mailbox_cursor PRIMARY KEY (mailbox)
);
CREATE TABLE mailbox_lease (
	mailbox TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	worker TEXT NOT NULL, 
	until DATETIME NOT NULL, 
	CONSTRAINT pk_mailbox_lease PRIMARY KEY (mailbox)
);
CREATE TABLE mailbox_mail (
	id INTEGER NOT NULL, 
	inbox_id INTEGER NOT NULL, 
	mailbox TEXT NOT NULL, 
	shelf TEXT NOT NULL, 
	uidvalidity INTEGER, 
	uid INTEGER, 
	CONSTRAINT pk_mailbox_mail PRIMARY KEY (id), 
	CONSTRAINT fk_mailbox_mail_inbox_id FOREIGN KEY(inbox_id) REFERENCES inbox (id)
);
CREATE TABLE message (
	id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	direction TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	message_id TEXT NOT NULL, 
	sender_digest TEXT NOT NULL, 
	inbox_id INTEGER NOT NULL, 
	level TEXT NOT NULL, 
	is_public BOOLEAN NOT NULL, 
	CONSTRAINT pk_message PRIMARY KEY (id), 
	CONSTRAINT fk_message_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "message" VALUES(1,1,'in','2026-11-24 03:00:00.000000','<1@client.example>','888ad16b084d66c388124f36a65d370d',1,'A',1);
CREATE TABLE message_ref (
	digest TEXT NOT NULL, 
	case_id INTEGER NOT NULL, 
	CONSTRAINT pk_message_ref PRIMARY KEY (digest, case_id)
);
INSERT INTO "message_ref" VALUES('5f75bf0bd00363e16fe055cbf119abf6ab4bc2fa6562bcfc472e007263a8f7a9',1);
INSERT INTO "message_ref" VALUES('4cd66962acb6da336e7086dd04f1cda6527f96f2bc23b207103d127a33d9febb',1);
CREATE TABLE message_text (
	message_id INTEGER NOT NULL, 
	from_address TEXT NOT NULL, 
	to_addresses TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	text TEXT NOT NULL, 
	new_text TEXT, 
	CONSTRAINT pk_message_text PRIMARY KEY (message_id), 
	CONSTRAINT fk_message_text_message_id FOREIGN KEY(message_id) REFERENCES message (id)
);
INSERT INTO "message_text" VALUES(1,'yamada@client.example','["support@vendor.example"]','請求書','請求書が届きません。',NULL);
CREATE TABLE month_report (
	id INTEGER NOT NULL, 
	contract_id TEXT NOT NULL, 
	month TEXT NOT NULL, 
	asked INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_month_report PRIMARY KEY (id), 
	CONSTRAINT uq_month_report_month_contract_id_asked UNIQUE (month, contract_id, asked)
);
CREATE TABLE objection (
	address_digest TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	inbox_id INTEGER NOT NULL, 
	CONSTRAINT pk_objection PRIMARY KEY (address_digest, kind)
);
CREATE TABLE outbox (
	id INTEGER NOT NULL, 
	cause TEXT NOT NULL, 
	letter TEXT NOT NULL, 
	recipient_digest TEXT NOT NULL, 
	message_id TEXT NOT NULL, 
	message_digest TEXT NOT NULL, 
	case_id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	lane INTEGER NOT NULL, 
	automatic BOOLEAN NOT NULL, 
	satisfies_clock BOOLEAN NOT NULL, 
	state TEXT NOT NULL, 
	queued_at DATETIME NOT NULL, 
	next_at DATETIME, 
	owner TEXT, 
	attempts INTEGER NOT NULL, 
	uncertain BOOLEAN NOT NULL, 
	ended_at DATETIME, 
	noted BOOLEAN NOT NULL, 
	facts TEXT NOT NULL, 
	CONSTRAINT pk_outbox PRIMARY KEY (id)
);
INSERT INTO "outbox" VALUES(1,'inbox:1','case-opened','888ad16b084d66c388124f36a65d370d','<inbox:1.case-opened.yamada@vendor.example>','4cd66962acb6da336e7086dd04f1cda6527f96f2bc23b207103d127a33d9febb',1,0,0,1,0,'queued','2026-11-24 03:00:00.000000','2026-11-24 03:00:00.000000',NULL,0,0,NULL,0,'{}');
CREATE TABLE outbox_content (
	outbox_id INTEGER NOT NULL, 
	recipient TEXT NOT NULL, 
	envelope_from TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	words TEXT NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_outbox_content PRIMARY KEY (outbox_id), 
	CONSTRAINT fk_outbox_content_outbox_id FOREIGN KEY(outbox_id) REFERENCES outbox (id)
);
INSERT INTO "outbox_content" VALUES(1,'yamada@client.example','support@vendor.example','[INC-000001]','',X'5375626A6563743A205B494E432D3030303030315D0D0A0D0A4465617220637573746F6D65720D0A');
CREATE TABLE pack_order (
	id INTEGER NOT NULL, 
	contract_id TEXT NOT NULL, 
	reference TEXT NOT NULL, 
	units INTEGER NOT NULL, 
	ordered_on DATE NOT NULL, 
	confirmed_on DATE, 
	given_from DATE, 
	given_until DATE, 
	valid_from DATE NOT NULL, 
	valid_until DATE, 
	price TEXT, 
	declared_in TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	added_at DATETIME NOT NULL, 
	added_by TEXT NOT NULL, 
	removed_at DATETIME, 
	cause TEXT, 
	CONSTRAINT pk_pack_order PRIMARY KEY (id), 
	CONSTRAINT fk_pack_order_contract_id FOREIGN KEY(contract_id) REFERENCES contract (id)
);
INSERT INTO "pack_order" VALUES(1,'C-1','PO-1',10,'2026-11-24',NULL,NULL,NULL,'2026-11-24','2027-11-23',NULL,'config.toml',1,'2026-11-24 03:00:00.000000','configuration',NULL,NULL);
CREATE TABLE participant (
	id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	is_opener BOOLEAN NOT NULL, 
	gets_mail BOOLEAN NOT NULL, 
	may_write BOOLEAN NOT NULL, 
	CONSTRAINT pk_participant PRIMARY KEY (id), 
	CONSTRAINT fk_participant_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_participant_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);
INSERT INTO "participant" VALUES(1,1,1,0,1,1,1);
CREATE TABLE person (
	id INTEGER NOT NULL, 
	key_digest TEXT NOT NULL, 
	address TEXT NOT NULL, 
	name TEXT NOT NULL, 
	CONSTRAINT pk_person PRIMARY KEY (id), 
	CONSTRAINT uq_person_key_digest UNIQUE (key_digest)
);
INSERT INTO "person" VALUES(1,'888ad16b084d66c388124f36a65d370d','yamada@client.example','山田 太郎');
CREATE TABLE raw_mail (
	digest TEXT NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_raw_mail PRIMARY KEY (digest)
);
INSERT INTO "raw_mail" VALUES('01d0d8cbd5bc7bca96f6635ed2033e83e52363e543381e5b2088dfadf8c767cd',X'5375626A6563743A20E8AB8BE6B182E69BB80D0A0D0AE8AB8BE6B182E69BB8E3818CE5B18AE3818DE381BEE3819BE38293E380820D0A');
CREATE TABLE signing_key (
	id TEXT NOT NULL, 
	secret BLOB NOT NULL, 
	made_at DATETIME NOT NULL, 
	is_current BOOLEAN NOT NULL, 
	CONSTRAINT pk_signing_key PRIMARY KEY (id)
);
INSERT INTO "signing_key" VALUES('59d1',X'D28B4C5DF29EF96127F2870DC51F6CCF1F288AF33D6DC74CB91F9181654D8BF0','2026-11-24 03:00:00.000000',1);
CREATE TABLE snapshot (
	digest TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	content TEXT NOT NULL, 
	CONSTRAINT pk_snapshot PRIMARY KEY (digest)
);
INSERT INTO "snapshot" VALUES('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a','policy','{}');
CREATE TABLE staff_act (
	inbox_id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	handle TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	commands TEXT NOT NULL, 
	"before" TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	first_seq INTEGER NOT NULL, 
	last_seq INTEGER NOT NULL, 
	undone_at DATETIME, 
	CONSTRAINT pk_staff_act PRIMARY KEY (inbox_id), 
	CONSTRAINT fk_staff_act_inbox_id FOREIGN KEY(inbox_id) REFERENCES inbox (id), 
	CONSTRAINT fk_staff_act_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
CREATE INDEX ix_cases_contract_id ON cases (contract_id, id);
CREATE INDEX ix_cases_unfinished ON cases (status, id) WHERE status not in ('closed', 'merged');
CREATE INDEX ix_cases_closed_at ON cases (closed_at);
CREATE INDEX ix_contract_declared_in ON contract (declared_in);
CREATE INDEX ix_contact_change_contract ON contact_change (contract_id, id);
CREATE INDEX ix_contact_change_cause ON contact_change (cause) WHERE cause is not null;
CREATE UNIQUE INDEX uq_audit_chain ON audit (subject, seq);
CREATE INDEX ix_audit_head_unsealed ON audit_head (subject) WHERE not is_sealed;
CREATE INDEX ix_fault_running ON fault (id) WHERE over_at is null;
CREATE INDEX ix_fault_began ON fault (began);
CREATE INDEX ix_announcement_sending ON announcement (goes_at, id) WHERE state = 'sending';
CREATE INDEX ix_announcement_starts ON announcement (starts) WHERE starts is not null;
CREATE INDEX ix_announcement_fault ON announcement (fault, id);
CREATE INDEX ix_announcement_occasion ON announcement (occasion);
CREATE INDEX ix_inbox_untold ON inbox (id) WHERE state in ('held', 'failed') and not told;
CREATE INDEX ix_inbox_owner ON inbox (owner) WHERE owner is not null;
CREATE INDEX ix_inbox_received_at ON inbox (received_at);
CREATE INDEX ix_inbox_state ON inbox (state, id) WHERE state not in ('done', 'dropped');
CREATE INDEX ix_inbox_due ON inbox (next_at, id) WHERE next_at is not null;
CREATE INDEX ix_inbox_held_case ON inbox (case_id, id) WHERE state = 'held';
CREATE INDEX ix_outbox_message ON outbox (message_digest);
CREATE INDEX ix_outbox_owner ON outbox (owner) WHERE owner is not null;
CREATE INDEX ix_outbox_state ON outbox (state, id) WHERE state <> 'sent';
CREATE INDEX ix_outbox_due ON outbox (lane, next_at, id) WHERE next_at is not null;
CREATE INDEX ix_outbox_case ON outbox (case_id);
CREATE INDEX ix_outbox_ended ON outbox (id) WHERE ended_at is not null and not noted;
CREATE INDEX ix_outbox_recipient ON outbox (recipient_digest, letter, queued_at);
CREATE UNIQUE INDEX uq_outbox_once ON outbox (cause, letter, recipient_digest);
CREATE INDEX ix_month_report_going ON month_report (id) WHERE state in ('going', 'asked');
CREATE INDEX ix_case_link_other ON case_link (other_id);
CREATE UNIQUE INDEX uq_participant_case ON participant (case_id, person_id);
CREATE INDEX ix_participant_person ON participant (person_id);
CREATE INDEX ix_event_at ON event (at);
CREATE INDEX ix_clock_due ON clock (due) WHERE state = 'running';
CREATE INDEX ix_case_wake_at ON case_wake (at, wanted_at, case_id);
CREATE INDEX ix_message_case_sender ON message (case_id, sender_digest, at);
CREATE INDEX ix_staff_act_case ON staff_act (case_id, inbox_id);
CREATE INDEX ix_contact_contract ON contact (contract_id, position);
CREATE INDEX ix_contract_key_lookup ON contract_key (lookup, kind);
CREATE INDEX ix_fault_case_case ON fault_case (case_id);
CREATE INDEX ix_announcement_row_waiting ON announcement_row (announcement_id, position) WHERE state = 'waiting';
CREATE INDEX ix_announcement_row_outbox ON announcement_row (outbox_id) WHERE outbox_id > 0;
CREATE INDEX ix_pack_order_cause ON pack_order (cause) WHERE cause is not null;
CREATE UNIQUE INDEX uq_pack_order_reference ON pack_order (contract_id, reference);
CREATE INDEX ix_arrival_inbox_id ON arrival (inbox_id);
CREATE UNIQUE INDEX uq_arrival_source ON arrival (door, source);
CREATE UNIQUE INDEX uq_mailbox_mail_place ON mailbox_mail (mailbox, shelf, uidvalidity, uid);
CREATE INDEX ix_mailbox_mail_inbox_id ON mailbox_mail (inbox_id);
CREATE INDEX ix_contact_address_key ON contact_address (address_key);
CREATE UNIQUE INDEX uq_ledger_cause ON ledger (contract_id, cause, part);
CREATE INDEX ix_ledger_case ON ledger (case_id, contract_id);
CREATE INDEX ix_ledger_standing ON ledger (contract_id, seq) WHERE case_id is null or pack_id is null;
COMMIT;
