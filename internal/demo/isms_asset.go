package demo

import (
	"holdfast/internal/isms/asset"
)

// Assets is what the company has that is worth protecting: 25 assets, of which
// two keys or certificates end within 60 days and three have no owner. Sites
// are named by name in Site.
func (s Story) Assets() asset.Set {
	t := s.Today
	need := func(e asset.Entry, c, i, a int) asset.Entry {
		e.Confidentiality, e.Integrity, e.Availability = c, i, a
		return e
	}
	thing := func(kind, name, holds, owner, level string, on ...string) asset.Entry {
		return asset.Entry{Asset: asset.Asset{Name: name, Type: kind, Holds: holds, Owner: owner, Life: asset.InUse, Review: t + 175}, LevelOf: level, On: on}
	}
	at := func(e asset.Entry, site, supplier string) asset.Entry { e.Site, e.Supplier = site, supplier; return e }
	marked := func(e asset.Entry, marking, caveat string) asset.Entry {
		e.Marking, e.Caveat = marking, caveat
		return e
	}
	personal := func(e asset.Entry) asset.Entry { e.Personal = said(true); return e }
	// A key or certificate: how, where, the days since it was issued and until it ends.
	crypto := func(e asset.Entry, custodian, algorithm, kept string, since, until int) asset.Entry {
		e.Custodian, e.Algorithm, e.KeptIn, e.Review = custodian, algorithm, kept, 0
		e.Issued, e.Expires = t.AddDays(-since), t.AddDays(until)
		e.RenewBy = e.Expires.AddDays(-14)
		return e
	}
	const (
		info, service, software, hardware = asset.TypeInformation, asset.TypeService, asset.TypeSoftware, asset.TypeHardware
		yard, mill, cloud                 = "Staithe Yard", "Mill Studio", "Cloud region London"
		restricted, confidential          = "Restricted", "Confidential"
		internal, public                  = "Internal", "Public"
	)
	return asset.Set{Levels: asset.StarterLevels(), Assets: []asset.Entry{
		marked(personal(need(thing(info, "Patient records on the data platform", "Records that hospitals send, pseudonymised where they can be", owen, restricted, "Regional data platform"), 4, 4, 3)), "official-sensitive", "PERSONAL DATA"),
		marked(personal(need(thing(info, "Citizens’ cases of the councils", "Applications, letters and payments of four councils", dafydd, confidential, "Case service"), 3, 3, 3)), "official-sensitive", "PERSONAL DATA"),
		personal(need(thing(info, "Staff records", "Contracts, screening, pay, absence", hannah, confidential, "Payroll service", "Company files"), 3, 2, 2)),
		need(thing(info, "Bids and prices", "Tenders, price models, contracts", rhian, confidential, "Company files"), 3, 2, 2),
		need(thing(info, "Source code", "All that we write, with its history", dafydd, internal, "Code and build service"), 2, 4, 2),
		need(thing(info, "Runbooks and designs", "How what we host is built and run", owen, internal, "Company files"), 2, 3, 3),
		need(thing(info, "Website", "What we publish about ourselves", "", public, "Website certificate"), 1, 2, 2),
		marked(need(thing(info, "Security logs", "A year of logs of all we host", owen, confidential, "Log and alert service"), 3, 3, 2), "official", ""),
		at(need(thing(service, "Regional data platform", "Takes in, keeps and serves health data", owen, restricted, "Container cluster", "Database cluster", "Platform certificate", "Data encryption key"), 0, 0, 3), cloud, ""),
		at(need(thing(service, "Case service", "Forms, cases and letters for councils", dafydd, confidential, "Container cluster", "Database cluster", "Platform certificate"), 0, 0, 3), cloud, ""),
		at(thing(service, "Company files", "Documents and mail", owen, internal, "Identity service"), "", "Office suite provider"),
		at(thing(service, "Code and build service", "Repositories, builds, releases", dafydd, internal, "Identity service", "Release signing key"), "", "Code host"),
		at(need(thing(service, "Identity service", "Accounts and second factors of all staff", owen, restricted), 3, 3, 3), "", "Office suite provider"),
		at(thing(service, "Log and alert service", "Collects logs, wakes people", owen, confidential, "Container cluster"), cloud, "Night watch firm"),
		at(personal(thing(service, "Payroll service", "Pays us", hannah, confidential)), "", "Payroll bureau"),
		at(need(thing(service, "Backups with the second provider", "Daily, kept 35 days, encrypted before they leave", owen, restricted, "Data encryption key"), 0, 4, 3), "", "Second cloud provider"),
		at(thing(software, "Container cluster", "Runs all that we host", owen, internal, "Identity service"), cloud, "Cloud provider"),
		at(thing(software, "Database cluster", "Holds the data of all that we host", owen, restricted, "Backups with the second provider", "Data encryption key"), cloud, "Cloud provider"),
		at(thing(hardware, "Laptops", "48 managed laptops, encrypted", owen, internal, "Identity service"), yard, ""),
		at(thing(hardware, "Network of the offices", "Routers and access points", "", internal), yard, ""),
		at(thing(hardware, "Test phones and tablets", "11 devices for testing", "", internal), mill, ""),
		crypto(at(thing(asset.TypeCertificate, "Platform certificate", "TLS of the addresses of all that we host", owen, internal), cloud, "Certificate authority"), dafydd, "ECDSA P-256", "Certificate store of the cluster", 49, 41),
		crypto(at(thing(asset.TypeCertificate, "Website certificate", "TLS of our website and mail", owen, internal), cloud, "Certificate authority"), dafydd, "RSA 3072", "Certificate store of the web host", 35, 55),
		crypto(thing(asset.TypeKey, "Data encryption key", "Encrypts the storage of all that we host, and its backups", owen, restricted), owen, "AES-256", "Key service of the cloud provider, never exported", 250, 115),
		crypto(thing(asset.TypeKey, "Release signing key", "Signs what we release", dafydd, restricted), dafydd, "Ed25519", "Hardware token in the safe, one copy at Mill Studio", 300, 430),
	}}
}
