package requirement

// class is a set of meanings that a phrase has in tender texts.
type class uint64

const (
	must         class = 1 << iota // must, shall: what follows is demanded
	demanded                       // "is required", "mandatory": said of what it stands beside
	wants                          // "requires", "we require": a buyer asks for what follows
	will                           // "will hold": a demand when a supplier is its subject
	toHold                         // "to hold", "to be certified" after a supplier
	should                         // should, is expected to
	expected                       // "is expected", said of what it stands beside
	asked                          // "please confirm", "is asked to"
	give                           // "please provide", "upload"
	prefer                         // recommend, ideally: what follows is a wish
	preferred                      // "is desirable", "an advantage"
	negated                        // "is not required"
	neither                        // neither, no longer: denies what follows
	instead                        // "in place of": what follows is replaced
	excluded                       // "will be excluded"
	supplier                       // anyone who sells: supplier, contractor, provider
	bidder                         // a supplier before the award
	subs                           // subcontractors, supply chain
	buyer                          // who buys
	inside                         // staff, teams, developers: nobody outside
	own                            // we, our, us
	you                            // you, your
	hold                           // hold, have, possess, achieve, be certified
	comply                         // comply, conform, meet, in accordance with
	likeness                       // aligned to, in line with, principles of
	evidence                       // evidence, proof, copy of
	cert                           // certificate, accreditation, certified
	ensure                         // ensure, procure that
	equal                          // or equivalent
	or                             // or
	and                            // and
	anyOf                          // one of the following
	eg                             // such as
	policy                         // documented policy, other means of proof
	bought                         // audit services, training, to help it achieve
	defines                        // is a standard that, is a trade mark of
	turns                          // but, however, whereas
	purpose                        // in order to
	atBid                          // with the tender
	atBidForm                      // ESPD, selection criteria, question 4D.1
	atCheck                        // at assessment
	byAward                        // by award
	byStart                        // before go-live
	during                         // for the duration of the contract
	upkeep                         // maintain, renew, annually
	later                          // within six months of award, commit to
	ifs                            // where, if
	unlessW                        // unless
	ukas                           // UKAS
	essential                      // a heading or label: Essential, Mandatory, Minimum standards
	wish                           // a heading or label: Desirable
	listing                        // a heading: Definitions, References, Our accreditations
	towards                        // working towards
	form                           // enter, tick, select
	dataW                          // personal data, cardholder data
	valueW                         // threshold, value exceeds
	lotW                           // lot
	criteria                       // award criteria, will be evaluated
	only                           // only
	verb                           // is, are, has: the words make a sentence
	security                       // words about certification that vouch for a bare name
	standardsMet                   // Standards Met and its kin
	echoes                         // this certification: speaks of what was named before
)

// phrases is the language of this market, a line a thought. a|b is a choice of
// words, a? may be left out. The longest phrase that fits at a place counts.
var phrases = []struct {
	class class
	lines string
}{
	{must, `must|shall
		is|are|be|being required|obliged|obligated|mandated|bound to
		will be required|obliged to
		required to
		have|has|need|needs to
		it is essential|mandatory|imperative|vital|compulsory that
		is|are to be|have|hold|provide|comply|maintain
		undertake|undertakes|agrees|agree|warrants|warrant to|that
		will|would|may have to
		rhaid|gofynnol|ofynnol|angen
		mae'n ofynnol`},
	{must | give, `must|shall provide|submit|supply|upload|produce|enclose|attach|evidence|demonstrate
		will be required to provide|submit|supply|upload|produce|confirm|evidence|demonstrate
		are|is required to provide|submit|supply|upload|produce|confirm|evidence|demonstrate`},
	{demanded | atBid, `is|are|be required|needed|mandatory to bid|tender|apply|participate`},
	{must | byAward, `no award|contract|appointment will|shall|can be made|awarded until|unless|without
		not be awarded until|unless|without`},
	{must | hold | supplier | subs, `provided that? the|each|any|every? subcontractor|subcontractors also? holds|hold|has|have|is|are
		provided that? the|each|any|every? sub contractor|contractors also? holds|hold|has|have|is|are`},
	{must | hold, `provided that? the|each|any|every? supplier|suppliers|bidder|bidders|contractor|tenderer|provider|firm also? holds|hold|has|have|is|are
		provided that? they|it|you obtain|hold|achieve|gain|get
		is|are responsible for ensuring
		must|shall already? hold|have|possess|obtain|achieve|attain|retain|acquire
		must|shall be able to demonstrate|evidence|prove|show
		must|shall be certified|accredited`},
	{demanded, `will|shall be required|sought|mandatory|needed|requested
		is|are sought
		to be provided|supplied|submitted|received|held|evidenced|produced|achieved|obtained|gained|attained|maintained|renewed|uploaded|attached|enclosed|forwarded|demonstrated|shown
		to be in place
		non negotiable
		is|are|be required
		required
		is|are|be mandatory|compulsory|obligatory|essential|necessary|needed|mandated|imperative|vital
		mandatory|mandated|compulsory|obligatory
		a|the? minimum|mandatory|essential|contractual|key|core|contract|specific|tender|procurement|entry|baseline|framework requirement|requirements|standard|standards|condition|criterion|criteria
		is a requirement|prerequisite|condition
		minimum|mandatory|essential|core security|quality|environmental|technical|entry|safety|assurance|accreditation|certification requirements|standards|criteria|requirement|standard|level|levels
		a requirement of|for
		requirement to|for|that
		a|an? absolute? prerequisite
		pre? requisite
		pass / fail
		is|are|be sufficient|enough|acceptable
		will|would suffice
		conditional on|upon the? receipt|provision|production|obtaining|holding|possession|having
		subject to the? receipt|provision|production|obtaining|holding|possession of
		condition of contract|award|participation|tender|tendering
		is|are to be held|provided|submitted|maintained|supplied|uploaded|evidenced|produced|obtained|achieved|attached|enclosed|included|shown
		is|are to be in place
		needs|need to be held|provided|submitted
		needs|need to be in place
		must|shall be held|provided|submitted|supplied|uploaded|evidenced|produced|maintained|obtained|achieved|current|valid|retained|demonstrated|attached|enclosed|included|shown
		must|shall be in place|force
		yn ofynnol`},
	{wants, `call|calls for
		we'll ask|need|require|expect|want for?
		we will|do ask for
		we|we'll will|shall|'ll? ask|want|need|like to see
		we|we'll will|shall|'ll want|need
		invites tenders|bids|applications|suppliers|contractors|providers from?
		requires|require
		we|authority|council|trust|buyer|board|university|department|customer|client require|requires|need|needs|seek|seeks|expect|expects|want|wants|ask|asks
		we will|shall require|expect|seek|need
		looking for|seeking suppliers|providers|contractors|bidders
		seeking|seeks|seek a|an provider|supplier|contractor|partner|firm|company|organisation
		looking for a|an provider|supplier|contractor|partner|firm|company|organisation
		only consider|accept|appoint|invite|contract|award|engage|shortlist|use with|to?
		insist|insists|insisting on|that
		stipulate|stipulates|demand|demands that?
		only be considered
		it is mandatory that
		mandates|mandating`},
	{will | hold, `will hold|have|possess|obtain|achieve|attain|retain
		will be certified|accredited
		will need to? hold|have|be|obtain|achieve|provide|show|demonstrate|comply
		will|'ll usually|normally|generally|also|always|still|first? need to?`},
	{will | comply, `will comply|conform|adhere|meet|operate|follow|complete|ensure|publish
		will be compliant|aligned`},
	{will | upkeep, `will maintain|renew|retain`},
	{will | give, `will provide|submit|supply|produce|demonstrate|evidence`},
	{toHold, `to advise|notify|renew|retain|confirm|upload|meet|obtain|complete
		to hold|have|possess|be|provide|comply|maintain|achieve|demonstrate|evidence|ensure|supply|submit`},
	{should, `should|ought
		normally|usually|generally look for
		hope|hopes to see
		we look for
		reserve|reserves the right to ask|request|see|require for?
		look|looks at whether|if
		considers whether|if
		verify|verifies|check|checks that|whether
		is|are|be expected|asked|requested|invited to
		expect|expects|anticipate|anticipates
		disgwylir
		dylai|dylid`},
	{expected, `is|are|be expected|requested|anticipated
		expectation
		will|would be expected
		an expectation
		will be asked|requested for
		a consideration in|for|when
		is|are|be taken into account|consideration
		accepts|accept the? following`},
	{asked, `describe|outline|explain|detail|demonstrate|state|summarise|show how|whether|what|your|any
		state the|any|which
		tell us? how|whether|what|about|if
		set out how|whether|what|your
		may|might|could be required|asked|requested to?
		please confirm|indicate|state|detail|describe|outline|advise|specify|tell|explain|show
		please provide|give|supply|enter details|information|particulars
		scored on|against
		confirm that|whether|if
		asked|requested|invited to
		will be evaluated|assessed|scored|verified on|against|by`},
	{give, `submit|provide|supply|include|enclose|return|send with|in|as the|your
		please provide|supply|upload|submit|attach|include|enclose|evidence|append|forward
		upload|attach|enclose|append
		provide|submit|supply a? copy|copies|evidence|details|proof|certificate|certificates|valid|current|your|your|their`},
	{prefer, `preference is for
		would like our|its|the|all|any|suppliers|providers|partners|bidders|contractors
		would|'d be great|good|helpful|useful if
		it'd be great|good|helpful|useful if
		will|shall score more? highly|higher|better
		recommend|recommends|recommended that
		we recommend
		encourage|encourages|encouraged
		are|is encouraged to
		preferably|ideally
		prefer|prefers
		preference will|may be given
		preference for
		would|may wish|like to
		welcome|welcomes
		may be given
		additional|extra marks|points|credit for
		looking to progress|work|move|achieve
		could consider|include
		should|may|might consider
		should think about?`},
	{preferred, `is|are|be desirable|preferred|preferable|recommended|advantageous|beneficial|welcome|welcomed|advised|encouraged|favourable
		desirable|preferable|advantageous|beneficial|desired
		preferred
		recommended
		an? added? advantage
		a? bonus
		nice to have
		a plus
		added value
		additional|extra|higher marks|points|credit|score|scores|weighting
		looked on|upon favourably|favorably
		viewed|considered|regarded favourably|favorably
		not essential|mandatory|compulsory|required but|however desirable|preferred|beneficial|advantageous|welcome|recommended
		is|are considered? good|best practice
		ddymunol|dymunol`},
	{negated, `not|n't currently? strictly|legally|formally|specifically|necessarily|yet? a|an? strict|formal|absolute|ongoing? required|requested|needed|necessary|mandatory|mandated|compulsory|requirement|condition|applicable|obligatory|prerequisite|essential|expected|stipulated|asked
		not be required|requested|needed|necessary|mandatory|sought|asked|expected
		not require|need|mandate|expect|ask|apply|seek|stipulate
		not have|need to
		need not
		no requirement|need|obligation
		no longer required|needed|accepted|valid|necessary|mandatory
		isn't|aren't required|necessary|mandatory|needed|applicable
		doesn't|don't require|need|have
		won't be required|requested
		insufficient
		not be? sufficient|acceptable|accepted|enough|adequate
		alone is|are insufficient
		do|does|will|would|shall not apply
		not yet achieved|certified|accredited|obtained|hold
		not currently hold|certified|accredited
		not applicable
		exempt|exempted|waived
		nid oes angen
		not|non relevant
		superseded by|otherwise
		unless otherwise superseded by
		optional`},
	{neither, `neither
		no longer require|requires|accept|accepts
		rather than requiring?
		without requiring|needing|the need
		is|are|be not asking for|requiring`},
	{instead, `in place|lieu of
		instead of
		rather than
		replaces|replacing|superseded|supersedes
		as? an? alternative|substitute|replacement to|for
		formerly|previously known? as?`},
	{excluded, `need not apply|bid|tender|respond
		not consider|accept|evaluate|shortlist|invite|entertain
		be set aside
		be ruled|screened out
		be failed|discarded
		be marked|scored|treated|regarded|recorded|assessed as? a|an? fail|failure|failed
		will|would|shall fail
		not be taken further|forward
		will|shall|may be excluded|disqualified|rejected|eliminated|deselected|discounted
		not be considered|evaluated|accepted|permitted|eligible|able|admitted|shortlisted|taken
		excluded from
		disqualified|disqualifying
		automatic|immediate disqualification|exclusion|rejection|fail|failure
		result in your|the|their|a? exclusion|disqualification|rejection|elimination|fail|failure|bid|tender|suppliers|submission
		be ineligible
		score a? fail
		deemed a fail|non compliant`},
	{supplier, `company
		supplier|suppliers|contractor|contractors|provider|providers|vendor|vendors|consultant|consultants|consultancy|manufacturer|manufacturers|processor|processors|distributor|installer|installers|operator|operators|agency|agencies|firm|firms|companies|licensee|licensor|developer|partner|partners|solution|consortium|hosting
		service|services provider|providers
		data processor|processors
		data? centre|centres|center|centers
		third party|parties
		appointed company|organisation|supplier|contractor|provider|firm
		successful|winning|preferred|appointed|selected supplier|contractor|provider|company|organisation|firm|party|consultant
		their own
		offshoring company
		partner organisations
		framework suppliers
		cyflenwr|cyflenwyr|contractwr|contractwyr|darparwr|darparwyr|gyflenwr|gontractwr`},
	{supplier | bidder, `tender|tenders|bid|bids|proposal|proposals
		bidder|bidders|tenderer|tenderers|applicant|applicants|candidate|candidates|participant|participants|respondent|respondents|offeror|offerors|bidding
		economic operator|operators
		potential|prospective|interested|invited supplier|suppliers|provider|providers|contractor|contractors|participant|participants|bidder|bidders|tenderer|tenderers|party|parties
		cynigwyr|cynigydd|gynigwyr|tendrwyr|dendrwyr`},
	{supplier, `successful|winning|preferred bidder|bidders|tenderer|tenderers|applicant|applicants|candidate|candidates|participant|participants
		appointed bidder|tenderer`},
	{supplier | subs, `subcontractor|subcontractors|subcontracted|subprocessor
		sub contractor|contractors|supplier|suppliers|processor|processors|consultant|consultants
		subprocessor|subprocessors
		supply chain|chains partner?|partners?|member?|members?
		delivery partner|partners
		isgontractwyr|is gontractwyr`},
	{buyer, `nhs supply chain
		integrated? care board|boards
		councils|authorities|universities|trusts
		authority|council|trust|board|university|buyer|buyers|commissioner|commissioners|department|ministry|agency's|government|college|association|landlord|purchaser|client|clients|customer|customers|employer|icb|ccg|dwp|moj|mod|nhs
		contracting authority|authorities|body|bodies
		the organisation
		health and care organisations
		nhs organisations|bodies|trusts|providers
		all nhs organisations
		public bodies|sector|body
		local authority|authorities
		certification body|bodies
		certifying body
		assessor|assessors
		cyngor|awdurdod|bwrdd`},
	{inside, `staff|employee|employees|team|teams|developer|developers|user|users|colleagues|laptop|laptops|managers|engineers|everyone|personnel
		delivery team|teams
		it team|department`},
	{own, `our organisation|company|firm|group|business|team|staff
		we|our|us|ours|we're|we've`},
	{you, `you|your|you'll|you've|you're|yours`},
	{hold, `hold|holds|held|holding|have|has|having|possess|possesses|obtain|obtained|obtaining|achieve|achieved|achieves|achieving|attain|attained|gain|gained|retain|acquire
		feddu|meddu|dal|ardystio|hardystio`},
	{cert, `certificate|certificates|certification|certifications|certified|accreditation|accreditations|accredited|registration|registered|attestation|certs|cert|ardystiad|ardystiedig|tystysgrif|accreditted|acreditation
		attestation of compliance
		report|reports
		audited by
		status`},
	{comply, `comply|complies|complying|compliant|compliance|conform|conforms|conforming|conformity|conformance|conformant|meet|meets|meeting|adhere|adheres|adherence|adhering|fulfil|follow|follows|satisfy|satisfies
		in accordance|compliance|conformity|conformance with|to
		accordance
		assess|assessed|assessment against
		set against`},
	{likeness, `aligned|aligns|align|alignment|aligning
		in line with
		principles
		based on|upon
		consistent with
		commensurate
		reflect|reflects|reflecting
		working to|within the? principles?
		to the standard|standards of
		structured in`},
	{evidence, `evidence|evidenced|proof|copy|copies|demonstrate|demonstrates|demonstrable|demonstrably|show|prove|attest|attesting|confirm|confirmed|confirmation|describe|upload|produce|submit|provide|supply|supplied|submitted`},
	{ensure, `ensure|ensures|ensuring that?
		procure that
		make sure`},
	{equal, `or an? equivalent|equivalents|equal|equivalency|similar|comparable|alternative
		or other|its|their|the|any|another equivalent|equivalents|comparable|suitable|recognised|appropriate
		or equal
		equivalent|equivalents|equivalence|equivalency|comparable
		or approved|agreed equivalent
		or such other
		neu gyfwerth|gyfatebol
		gyfwerth`},
	{echoes, `this|that|these|those|said|such certification|certifications|accreditation|accreditations|standard|standards|certificate|certificates|scheme|schemes|qualification
		the new standard|standards|scheme|certificate
		this|these|which specifically? includes|include|including`},
	{or, `or|neu|alternatively|either`},
	{and, `and|plus|ac|a'r`},
	{or | and, `and / or`},
	{anyOf, `one or more of
		one of
		any of
		any one
		either
		at least one
		a minimum of one
		one or more
		accepts|accept the? following
		either of`},
	{eg, `e g
		e . g .?
		eg
		for example
		such as
		for instance`},
	{policy, `documented? policy|policies regarding|on|for|covering|and|which|that|relating
		documented policy|policies|procedure|procedures|process|system|quality|environmental|management
		other means of proof|evidence
		other proof|evidence
		written policy|procedures
		policy statement
		provide|providing responses? to
		policy and? procedures?
		own policy|policies|management
		own quality? assurance? manual|manuals|system|systems
		in house policy|policies|system
		internal policies|policy
		alternative evidence|means
		comparable practices`},
	{equal | policy, `equivalent|comparable|alternative|similar controls|policies|policy|procedures|measures|documented|management|processes|arrangements
		or equivalent controls|policies|policy|procedures|measures|documented|management|processes|arrangements`},
	{bought, `support|supports|help|helps|assist|assists|enable|enables users|customers|clients|organisations|businesses|members|companies|them|you|staff in|to|with achieving|achieve|meet|meeting|obtain|obtaining|gain|gaining|become
		auditor|auditors|implementer|implementers
		lead|internal auditor|auditors|implementer|implementers
		audit services|service|programme|programmes|cycle|cycles
		certification body|bodies|services|service|audit|audits
		surveillance audit|audits|visit|visits
		training|course|courses|workshop|workshops|qualification|qualifications|practitioner|foundation|awareness
		consultancy support|services
		consultant to
		to help|support|assist|enable|guide
		help|helps|assist|assists|support|supports it|us|them|the|our|organisations|businesses|you
		support|advice|guidance|assistance in|with|towards|to|on achieving|obtaining|gaining|attaining
		gap analysis
		to audit its|our|the|their
		audit|audits of|against
		audit against
		transfer|revalidation of
		provision|delivery|supply|renewal of certification|accreditation|audit|assessments
		appoint a|an certification|ukas|accredited
		assessment services
		to certify
		certification partner
		seek|seeks|seeking|require|requires a? support|consultant|consultancy|auditor
		wishes|wish|seeking|seeks|aims|aiming|looking|intends|plans to achieve|obtain|gain|attain|become|renew|maintain`},
	{defines, `is an? internationally? internationally|recognised|government|international|uk|scheme|standard|framework|certification|set|registered|national|annual|self|online|information
		means
		refers to
		has the meaning
		is a registered
		are registered
		stands for
		is defined|designed|intended|owned|operated
		helps|help organisations|protect|you
		trade mark
		known as
		what is`},
	{turns, `but|however|whereas|although|though|while|whilst|nevertheless|notwithstanding`},
	{purpose, `in order to
		so that
		to reach|achieve|obtain|gain|attain|help|support|enable|remain|become
		as part of our|its
		with a view to`},
	{atBid, `to|with|accompany your|their|the tender|bid|quotation|quote|submission|response|proposal|offer|application
		to bid|tender|apply|participate
		when they|you|it|bidders|tenderers bid|bids|tender|tenders|apply|applies
		at|upon|on|with|before|prior to? the? point|time|date|stage|deadline? of|for? submission|tender|tendering|bidding|bid|application|submitting|applying
		at|with|in|within the|your|their|its|a tender|bid|submission|application|proposal|response|quotation|return|offer
		as part of the|your|their tender|bid|submission|application|proposal|response|quotation|return
		at|with|on|upon submission|tender|application|bid
		by|before the tender|bid|submission|closing deadline|date
		by the? point|time|date|stage|deadline of|for submission|tender|tendering|bidding|application
		at the time of tender|bid|submission|application|tendering|bidding|applying|responding
		in|to order? to participate|take|be considered|qualify|apply
		to be eligible
		at sq|pqq|itt|selection stage
		during evaluation
		tender validity period
		uploaded with
		currently|already hold|certified|holds
		gain|gaining|access|admission|join|joining to? the? dps|framework
		access to the dps|framework|dynamic`},
	{atBidForm, `able to provide|produce|supply|evidence|proof|certificates
		espd|spd|pqq|psq
		4d 1|2
		4d|4d1|4d2
		4d . 1|2
		selection|suitability criteria|criterion|questionnaire|stage|question
		conditions of|for participation
		minimum level|levels ( s )? of? standards?
		minimum level|levels of? standards
		pre qualification
		standard selection
		statement for`},
	{atCheck, `at|during|before|prior|for the? time? of? to? tender? evaluation|assessment of|stage|panel
		at the time of evaluation|assessment
		before|prior to? tenders? are|is evaluated|assessed
		at|by assessment|evaluation
		at|during|by the? evaluation|assessment stage`},
	{demanded | byAward, `award|appointment is|are|will|shall be? subject|conditional to|on|upon`},
	{byAward, `no supplier|suppliers|bidder|bidders|tenderer|tenderers|contractor|provider|organisation|firm will|shall|can|may be appointed|awarded|approved
		not be appointed|awarded
		on|upon|after|following notification|notice|confirmation of the? award|appointment
		as? a? condition for|of the? award of?
		conditional on|upon
		notification|notice|letter of? intention|intent to? award?
		before|prior to being? approved|onboarded|onboarding|engagement|engaging
		by|at|before|prior|on|upon|until|from to? the? date|point|time|stage? of? contract|framework? award
		by|at|before|prior|on|upon to? award|appointment of|the? contract?
		by|at|before|prior to? the contract is awarded
		before|prior to? the? contract? award
		contract is awarded
		at|before|prior|by|on to? the point of award
		in advance of award|contract
		before|prior to? being? awarded|awarding|appointed|appointment
		before award|appointment
		cyn dyfarnu|dyfarnu'r y? contract?
		in place by award
		preferred bidder stage
		by|before|prior the? end of? standstill`},
	{byStart, `not be signed|started|begun
		not sign|start|begin|commence|connect
		before|until it|they|work|works|you|the? supplier|contractor|provider? starts|start|begins|begin|commences|commence|connects|connect on|to|work?
		before we|authority|council|trust place|places an|any|the? order|orders
		by|before|at the time we|they|it|both? sign|signs
		at the? commencement
		no|not later than the? contract|service|services|framework|agreement? start|commencement date?
		before|prior to? the? relevant|higher? risk? supplier|contractor|provider|processor|subcontractor|sub? contractor? receives|stores|processes|accesses|handles|is given
		before|prior to? any|the|all? force|buyer|government|pupil|student|service|sensitive? data|information is|are being? shared|exchanged|given|released|held|processed|transferred
		at the? time of contract? signature|signing|commencement|mobilisation
		before a service is used|utilised|utilized
		by|at|before|on|from|prior|until to? the? first? call off start|commencement|award? date?
		by|at|before|on|from|prior|until to? the? contract|service|services|agreement|framework? start|commencement|commencing|mobilisation|signature|inception date?
		contract|service|agreement|framework start|commencement date?
		before|prior to? the? contract|service|services|work|works|agreement commences|commencing|begins|starts|start|commence|begin|started|commenced
		before|prior to? the? contract|agreement|services is|are signed|executed|delivered|started|commenced
		before a contract is signed
		go live
		before|prior to? any|the|all? personal|patient|authority|council|customer|confidential|cardholder|card? data|information is|are|being shared|exchanged|given|released|held|processed|transferred|processing|access
		before|prior to? first? call off
		before|prior to? first? deliverables|delivery|access|accessing|processing
		from|on day one|1
		by|on|from|before the? effective|start|commencement date
		before|prior to? work|works commences|commence|starts|start|begins|beginning|commencing
		before|prior to? connecting|connection|deployment|signing|signature|commencement|commencing|starting|launch|handover
		before emailing|turning|using
		cyn i'r contract ddechrau`},
	{during | later, `within|no|not a? later? than? maximum? of? number|12|6|3|9|18|24|one|two|three|six|nine|twelve|eighteen month|months|year|weeks|days of|after|from|following?
		within|no later than? the? first year|month|months|months
		after|post|following contract? award
		within|during the first year|quarter
		within the first two|three|six|nine|twelve months
		commit|committed|commits to
		by the end of year|the
		days|weeks|months|year|years of|after|following|from the? contract? award|start|commencement|appointment|effective|signature date?
		first|second|each anniversary of?
		by the start|end of the? first|second|third? year`},
	{during, `throughout|for|during|over|across the? whole|entire|full? duration|term|life|lifetime|period|length|currency of?
		throughout|during the? contract|agreement|term|framework|call|construction|works|service|lease
		for the? contract duration|period|term
		duration of the? contract|agreement|framework
		contract period|term|duration
		continuously|continuous
		at all times
		at any time
		ceases|cease to hold|be
		ongoing
		scheduled and snap audits
		during|over the? contract|delivery|performance`},
	{during | upkeep, `maintain|maintains|maintained|maintaining|renew|renews|renewed|renewal|renewals|retained|retaining
		annually|yearly
		annual renewal|recertification|certification|submission|assessment|audit|basis
		every year|12|twelve
		each year
		continue|continues to hold|maintain|be|comply
		to keep its|their|this
		keep|kept up? to? date?|valid|current`},
	{ifs, `where|if|whenever|wherever
		in the event
		provided that
		when processing|handling|accessing|storing|transmitting|the|data|personal
		in cases|circumstances where
		depending on
		in respect of
		involving|involves the? processing|handling|transfer|storage of
		as applicable`},
	{unlessW, `unless
		except where|if
		oni`},
	{ukas, `ukas
		united kingdom accreditation service
		u k a s`},
	{essential, `essential skills?|criteria|requirements|experience|qualifications
		essential :
		mandatory :
		as|at a minimum
		mandatory requirements|criteria|accreditations|certifications|standards|accreditation|questions
		minimum requirements|standards|criteria|level|levels
		compulsory :
		must have
		must haves
		required :
		requirements :
		conditions of participation
		selection criteria
		pass / fail
		exclusion grounds
		technical and professional ability
		quality assurance schemes`},
	{wish, `could have? :
		desirable :
		desirable skills?|criteria|requirements|experience|qualifications
		nice to have|haves
		preferred :
		optional :
		additional|added value`},
	{listing, `definition|definitions|glossary|references|bibliography|contents|acronyms
		our accreditations|certifications|credentials|standards|certificates
		about us
		related documents|standards
		reference documents
		further information|reading
		applicable schedules
		useful links`},
	{towards, `work|working|works toward|towards
		willing|prepared|commit|committed|plan|plans|planning|aim|aiming to work|achieve|obtain|gain
		in the process of
		progress|progressing towards|to`},
	{form, `enter|tick|select|choose
		yes / no
		y / n
		drop down
		if yes
		if no`},
	{dataW, `data|information|personal|patient|patients|cardholder|card|confidential|records|official|sensitive|telephone|payments`},
	{valueW, `value|threshold|thresholds|exceed|exceeds|exceeding|million|employees`},
	{lotW, `lot|lots`},
	{criteria, `score|scores|awarded points|marks
		full|maximum marks|points
		points|marks for
		award|evaluation|technical criteria
		quality questions|criteria
		evaluated|scored|scoring|weighting`},
	{only, `only
		open|available only to
		only open|available to
		restricted|limited|confined to
		reserved for`},
	{verb, `is|are advised that
		may|might|could need|have|be to|required|asked
		is|are|was|were|be|been|has|do|does|did|can|could|may|might|would|am|enable|enables|presents|includes|provides|offers|includes|uses|ensures|allows|covers|operates|remains|supports|applies|apply|welcomed`},
	{security, `zero trust
		standard|standards|isms|audit|audits|audited|iso|management|quality|environmental|compliance|compliant|certified|accredited|security|assurance`},
	{standardsMet, `standards met|exceeded
		approaching standards
		standard met
		standards not met`},
}
