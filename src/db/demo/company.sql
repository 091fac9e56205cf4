-- A company of three organizations to try Postern on, under the kaliaops catalog. Nobody in it exists; the domains
-- are reserved for examples.

INSERT INTO organizations (id, code, name, description) VALUES
  ('o-nordwind', 'NORD', 'Nordwind Energy', 'Wind farms and the grid that carries their power'),
  ('o-lumen', 'LUMEN', 'Lumen Health', 'Clinics and the laboratories behind them'),
  ('o-castella', 'CAST', 'Castella Logistics', 'Warehouses, trucks and what moves between them');

INSERT INTO teams (id, organization_id, name, description) VALUES
  ('t-nord-grid', 'o-nordwind', 'Grid Operations', 'Keeps the lines up'),
  ('t-nord-turbines', 'o-nordwind', 'Turbine Maintenance', 'Keeps the blades turning'),
  ('t-nord-desk', 'o-nordwind', 'Nordwind Service Desk', 'First answer to everybody at Nordwind'),
  ('t-nord-platform', 'o-nordwind', 'Platform', 'Servers, clusters and backups of all three'),
  ('t-lumen-clinic', 'o-lumen', 'Clinic Systems', 'Everything a doctor logs in to'),
  ('t-lumen-lab', 'o-lumen', 'Laboratory', 'Analysers and their data'),
  ('t-lumen-desk', 'o-lumen', 'Lumen Service Desk', 'First answer to everybody at Lumen'),
  ('t-lumen-privacy', 'o-lumen', 'Privacy Office', 'Patient data and who may see it'),
  ('t-cast-warehouse', 'o-castella', 'Warehouse Systems', 'Scanners, shelves and robots'),
  ('t-cast-fleet', 'o-castella', 'Fleet', 'Trucks and what is in them'),
  ('t-cast-desk', 'o-castella', 'Castella Service Desk', 'First answer to everybody at Castella'),
  ('t-cast-customs', 'o-castella', 'Customs', 'Papers at every border');

CREATE TEMPORARY TABLE demo_people (name_id text, name text, title text, team_id text) ON COMMIT DROP;
INSERT INTO demo_people VALUES
  ('mira.holm', 'Mira Holm', 'Head of Operations', 't-nord-grid'),
  ('tomasz.zielinski', 'Tomasz Zieliński', 'Grid Engineer', 't-nord-grid'),
  ('amara.okafor', 'Amara Okafor', 'Grid Engineer', 't-nord-grid'),
  ('li.wen', 'Li Wen', 'Dispatcher', 't-nord-grid'),
  ('jonas.berg', 'Jonas Berg', 'Dispatcher', 't-nord-grid'),
  ('sigrun.helgadottir', 'Sigrún Helgadóttir', 'Maintenance Lead', 't-nord-turbines'),
  ('rahul.menon', 'Rahul Menon', 'Turbine Technician', 't-nord-turbines'),
  ('ines.carvalho', 'Inês Carvalho', 'Turbine Technician', 't-nord-turbines'),
  ('piet.de-vries', 'Piet de Vries', 'Rope Access Technician', 't-nord-turbines'),
  ('hana.kovacova', 'Hana Kováčová', 'Planner', 't-nord-turbines'),
  ('yusuf.demir', 'Yusuf Demir', 'Service Desk Lead', 't-nord-desk'),
  ('clara.weiss', 'Clara Weiß', 'Service Desk Agent', 't-nord-desk'),
  ('minh.tran', 'Trần Minh', 'Service Desk Agent', 't-nord-desk'),
  ('olena.shevchenko', 'Олена Шевченко', 'Service Desk Agent', 't-nord-desk'),
  ('kwame.mensah', 'Kwame Mensah', 'Service Desk Agent', 't-nord-desk'),
  ('sofia.lindqvist', 'Sofia Lindqvist', 'Chief Information Officer', 't-nord-platform'),
  ('daniel.cohen', 'דניאל כהן', 'Site Reliability Engineer', 't-nord-platform'),
  ('priya.raman', 'Priya Raman', 'Site Reliability Engineer', 't-nord-platform'),
  ('mateo.rojas', 'Mateo Rojas', 'Database Administrator', 't-nord-platform'),
  ('aino.virtanen', 'Aino Virtanen', 'Backup Engineer', 't-nord-platform'),
  ('helene.dubois', 'Hélène Dubois', 'Head of Clinic Systems', 't-lumen-clinic'),
  ('omar.haddad', 'عمر حداد', 'Application Manager', 't-lumen-clinic'),
  ('grace.mwangi', 'Grace Mwangi', 'Application Specialist', 't-lumen-clinic'),
  ('lukas.novak', 'Lukáš Novák', 'Integration Engineer', 't-lumen-clinic'),
  ('elena.popescu', 'Elena Popescu', 'Clinical Trainer', 't-lumen-clinic'),
  ('yuki.tanaka', '田中 由紀', 'Laboratory Lead', 't-lumen-lab'),
  ('fatima.zahra', 'Fatima Zahra El Idrissi', 'Laboratory Systems Engineer', 't-lumen-lab'),
  ('marco.bianchi', 'Marco Bianchi', 'Analyst', 't-lumen-lab'),
  ('ngozi.eze', 'Ngozi Eze', 'Analyst', 't-lumen-lab'),
  ('anders.dahl', 'Anders Dahl', 'Device Technician', 't-lumen-lab'),
  ('laila.nasser', 'Laila Nasser', 'Service Desk Lead', 't-lumen-desk'),
  ('pedro.alves', 'Pedro Alves', 'Service Desk Agent', 't-lumen-desk'),
  ('sinead.obrien', 'Sinéad O''Brien', 'Service Desk Agent', 't-lumen-desk'),
  ('wei.zhang', '张伟', 'Service Desk Agent', 't-lumen-desk'),
  ('tereza.horvath', 'Tereza Horváth', 'Service Desk Agent', 't-lumen-desk'),
  ('ruth.abrams', 'Ruth Abrams', 'Privacy Officer', 't-lumen-privacy'),
  ('kenji.mori', '森 健二', 'Privacy Analyst', 't-lumen-privacy'),
  ('zanele.dlamini', 'Zanele Dlamini', 'Privacy Analyst', 't-lumen-privacy'),
  ('francois.lefevre', 'François Lefèvre', 'Auditor', 't-lumen-privacy'),
  ('ewa.nowak', 'Ewa Nowak', 'Records Manager', 't-lumen-privacy'),
  ('carmen.ortega', 'Carmen Ortega', 'Head of Warehousing', 't-cast-warehouse'),
  ('ivan.petrov', 'Иван Петров', 'Robotics Engineer', 't-cast-warehouse'),
  ('thandi.nkosi', 'Thandi Nkosi', 'Systems Engineer', 't-cast-warehouse'),
  ('bjorn.larsen', 'Bjørn Larsen', 'Scanner Technician', 't-cast-warehouse'),
  ('soo-jin.park', '박수진', 'Shift Planner', 't-cast-warehouse'),
  ('diego.fernandez', 'Diego Fernández', 'Fleet Manager', 't-cast-fleet'),
  ('aisha.bello', 'Aisha Bello', 'Telematics Engineer', 't-cast-fleet'),
  ('giorgos.papadakis', 'Γιώργος Παπαδάκης', 'Telematics Engineer', 't-cast-fleet'),
  ('emily.carter', 'Emily Carter', 'Dispatcher', 't-cast-fleet'),
  ('arjun.singh', 'Arjun Singh', 'Driver Coordinator', 't-cast-fleet'),
  ('nadia.rahimi', 'Nadia Rahimi', 'Service Desk Lead', 't-cast-desk'),
  ('oliver.smith', 'Oliver Smith', 'Service Desk Agent', 't-cast-desk'),
  ('chiara.ricci', 'Chiara Ricci', 'Service Desk Agent', 't-cast-desk'),
  ('jose.santos', 'José Santos', 'Service Desk Agent', 't-cast-desk'),
  ('mei.lin', '林美', 'Service Desk Agent', 't-cast-desk'),
  ('vera.hoffmann', 'Vera Hoffmann', 'Head of Customs', 't-cast-customs'),
  ('samuel.adeyemi', 'Samuel Adeyemi', 'Customs Agent', 't-cast-customs'),
  ('katarina.jovanovic', 'Katarina Jovanović', 'Customs Agent', 't-cast-customs'),
  ('pavel.dvorak', 'Pavel Dvořák', 'Declarant', 't-cast-customs'),
  ('noor.ali', 'Noor Ali', 'Declarant', 't-cast-customs');

INSERT INTO employees (id, name, email, title, organization_id, team_id)
SELECT 'e-' || p.name_id, p.name, p.name_id || '@' || split_part(t.organization_id, '-', 2) || '.example', p.title,
       t.organization_id, t.id
FROM demo_people AS p JOIN teams AS t ON t.id = p.team_id;

INSERT INTO roles (id, name, description, scope) VALUES
  ('l1-support', 'L1 Support', 'Takes the first call and passes on what it can''t settle', 'team');
INSERT INTO role_permissions (role_id, permission, scope) VALUES
  ('l1-support', 'incidents.view', 'organization'),
  ('l1-support', 'incidents.create', 'organization'),
  ('l1-support', 'incidents.edit', NULL),
  ('l1-support', 'incidents.assign', NULL),
  ('l1-support', 'incidents.escalate', NULL),
  ('l1-support', 'requests.*', NULL),
  ('l1-support', 'assets.view', 'organization'),
  ('l1-support', 'knowledge_articles.view', 'organization'),
  ('l1-support', 'employees.view', 'organization');

CREATE TEMPORARY TABLE demo_users (name_id text, role_id text, status text) ON COMMIT DROP;
INSERT INTO demo_users VALUES
  ('sofia.lindqvist', 'admin', 'active'), ('daniel.cohen', 'admin', 'active'),
  ('mira.holm', 'manager', 'active'), ('sigrun.helgadottir', 'manager', 'active'),
  ('helene.dubois', 'manager', 'active'), ('ruth.abrams', 'manager', 'active'),
  ('carmen.ortega', 'manager', 'active'), ('diego.fernandez', 'manager', 'active'),
  ('tomasz.zielinski', 'tech', 'active'), ('amara.okafor', 'tech', 'active'), ('rahul.menon', 'tech', 'active'),
  ('ines.carvalho', 'tech', 'active'), ('priya.raman', 'tech', 'active'), ('mateo.rojas', 'tech', 'active'),
  ('omar.haddad', 'tech', 'active'), ('lukas.novak', 'tech', 'active'), ('yuki.tanaka', 'tech', 'active'),
  ('fatima.zahra', 'tech', 'active'), ('ivan.petrov', 'tech', 'active'), ('aisha.bello', 'tech', 'active'),
  ('vera.hoffmann', 'tech', 'active'), ('anders.dahl', 'tech', 'deactivated'),
  ('yusuf.demir', 'l1-support', 'active'), ('clara.weiss', 'l1-support', 'active'),
  ('laila.nasser', 'l1-support', 'active'), ('pedro.alves', 'l1-support', 'active'),
  ('nadia.rahimi', 'l1-support', 'active'), ('oliver.smith', 'l1-support', 'active'),
  ('li.wen', 'viewer', 'active'), ('jonas.berg', 'viewer', 'active'), ('grace.mwangi', 'viewer', 'active'),
  ('marco.bianchi', 'viewer', 'active'), ('kenji.mori', 'viewer', 'active'), ('emily.carter', 'viewer', 'active'),
  ('samuel.adeyemi', 'viewer', 'active'), ('soo-jin.park', 'viewer', 'invited');

INSERT INTO users (id, email, name, status, employee_id)
SELECT 'u-' || u.name_id, e.email, e.name, u.status, e.id
FROM demo_users AS u JOIN employees AS e ON e.id = 'e-' || u.name_id;

-- Four without an employee: two from outside, two machines.
INSERT INTO users (id, kind, email, name, status) VALUES
  ('u-nora.quist', 'person', 'nora.quist@audit.example', 'Nora Quist', 'active'),
  ('u-ben.adler', 'person', 'ben.adler@contractor.example', 'Ben Adler', 'active'),
  ('u-svc-monitoring', 'service', NULL, 'Monitoring', 'active'),
  ('u-svc-reporting', 'service', NULL, 'Reporting', 'active');
INSERT INTO demo_users (name_id, role_id) VALUES
  ('nora.quist', 'viewer'), ('ben.adler', 'tech'), ('svc-monitoring', 'l1-support'), ('svc-reporting', 'viewer');

INSERT INTO role_assignments (id, user_id, role_id)
SELECT md5('assignment u-' || name_id || ' ' || role_id)::uuid, 'u-' || name_id, role_id FROM demo_users;

INSERT INTO organization_members (user_id, organization_id) VALUES
  ('u-nora.quist', 'o-nordwind'), ('u-nora.quist', 'o-lumen'), ('u-nora.quist', 'o-castella'),
  ('u-svc-monitoring', 'o-nordwind'), ('u-svc-reporting', 'o-lumen'), ('u-priya.raman', 'o-lumen');
INSERT INTO team_members (user_id, team_id) VALUES
  ('u-ben.adler', 't-cast-warehouse'), ('u-mateo.rojas', 't-lumen-clinic'), ('u-svc-monitoring', 't-nord-platform');
