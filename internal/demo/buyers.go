package demo

// The invented buyers. Postcodes are of no real place (the area codes are not
// given out), streets and hosts are made up.
var (
	trentwell = buyer{
		name: "Trentwell Integrated Care Board", ppon: "PTRW-4417-HKLD",
		street: "Weir House, 2 Navigation Way", town: "Trentwell", code: "QW1 4TD", region: "UKF14", url: "trentwell-icb.example",
	}
	coastal = buyer{
		name: "Department for Coastal Affairs", ppon: "PDCA-1180-MWNB", central: true,
		street: "Beacon Court, 40 Harbour Road", town: "Saltmarsh Quay", code: "QW9 2AA", region: "UKJ", url: "coastal-affairs.example",
	}
	lindmere = buyer{
		name: "Lindmere University Hospitals NHS Foundation Trust", ppon: "PLUH-7352-RCVQ",
		street: "Trust Headquarters, Lind Lane", town: "Lindmere", code: "QX4 7RL", region: "UKE12", url: "lindmere-hospitals.example",
	}
	arrow = buyer{
		name: "Vale of Arrow Fire and Rescue Service", ppon: "PVAF-2209-TZXG",
		street: "Service Headquarters, Foundry Road", town: "Arrowbridge", code: "QV2 1FR", region: "UKG12", url: "vale-of-arrow-fire.example",
	}
	eastmarch = buyer{
		name: "University of Eastmarch", ppon: "PUEM-6604-DJYB",
		street: "Old Granary, College Street", town: "Eastmarch", code: "QE1 3UN", region: "UKH12", url: "eastmarch.example",
	}
	harrowdene = buyer{
		name: "Harrowdene County Council", oldID: "GB-FTS-81207",
		street: "County Hall, Sessions Street", town: "Harrowdene", code: "QH1 1CC", region: "UKF25", url: "harrowdene.example",
		houseType: "REGIONAL_AUTHORITY", houseName: "Regional or local authority", cofog: "01", cofogName: "General public services",
	}
	northbeck = buyer{
		name: "Northbeck Housing Association", oldID: "GB-FTS-82944",
		street: "Beck Mill, 19 Tenter Lane", town: "Northbeck", code: "QN5 6HA", region: "UKE32", url: "northbeck-homes.example",
		houseType: "BODY_PUBLIC", houseName: "Body governed by public law", cofog: "06", cofogName: "Housing and community amenities",
	}
	saltmarsh = buyer{
		name: "Saltmarsh District Council", street: "Council Offices, Quay Street", town: "SALTMARSH", code: "QW92DC", url: "saltmarsh.example",
	}
	harbour = buyer{
		name: "Office for Harbour Safety", street: "Lightkeepers House, Mole Road", town: "PORT ELLERN", code: "QP73HS", url: "harbour-safety.example",
	}
	tamarside = buyer{
		name: "Tamarside Learning Trust", street: "Trust Office, Mill Hill", town: "TAMARSIDE", code: "QT81LT", url: "tamarside-trust.example",
	}
	ashcombe = buyer{
		name: "Borough of Ashcombe", street: "Town Hall, Market Square", town: "ASHCOMBE", code: "QA14BC", url: "ashcombe.example",
	}
	inverdoran = buyer{
		name: "Inverdoran Council", street: "Council Chambers, Shore Street", town: "Inverdoran", code: "QI3 8DC", region: "UKM63", url: "inverdoran.example",
		houseName: "Regional or local authority", cofog: "01", cofogName: "General public services",
	}
	penfelin = buyer{
		name: "Cyngor Sir Penfelin / Penfelin County Council", street: "Neuadd y Sir / County Hall, Heol y Felin", town: "Penfelin", code: "QL5 9PC", region: "UKL14", url: "penfelin.example",
		houseName: "Regional or local authority", cofog: "01", cofogName: "General public services",
	}
)

// Codes of the Common Procurement Vocabulary.
var (
	cpvIT          = class{ID: "72000000", Description: "IT services: consulting, software development, Internet and support"}
	cpvData        = class{ID: "72300000", Description: "Data services"}
	cpvHosting     = class{ID: "72415000", Description: "World wide web (www) site operation host services"}
	cpvSupport     = class{ID: "72253000", Description: "Helpdesk and support services"}
	cpvDevelopment = class{ID: "72262000", Description: "Software development services"}
	cpvSoftware    = class{ID: "48000000", Description: "Software package and information systems"}
	cpvRecords     = class{ID: "48311000", Description: "Document management software package"}
	cpvBooking     = class{ID: "48510000", Description: "Communication software package"}
	cpvGrounds     = class{ID: "77314000", Description: "Grounds maintenance services"}
	cpvSecurity    = class{ID: "72212730", Description: "Security software development services"}
)

func cpvs(cs ...class) []class {
	out := make([]class, len(cs))
	for i, c := range cs {
		c.Scheme = "CPV"
		out[i] = c
	}
	return out
}
