package main

import (
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/isms/asset"
	"holdfast/internal/isms/scope"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	assetweb "holdfast/internal/web/isms/asset"
	"holdfast/internal/web/records"
	"holdfast/internal/web/site"
)

// assetPart is what is worth protecting, and the levels by which it is classed.
func assetPart() *part {
	reg, levels := asset.Register(), asset.Levels()
	p := &part{registers: []register.Any{reg, levels}, rules: assetweb.Rules()}
	p.wire = func(h *app) {
		sv := asset.NewService(h.door, reg, levels, london)
		p.operations = assetOperations(sv)
		p.pages = func(_ *env, f *frame.Frame, files site.Files) []web.Route {
			pages := &assetweb.Pages{Frame: f, Service: sv, Assets: reg, Levels: levels}
			return append(pages.Routes(), records.New(f, files, pages.Places()...).Routes()...)
		}
		p.tell = func(e *env, h *app, story demo.Story) error { return tellAssets(e, h, sv, story) }
	}
	p.due = func(in change.Reader, today civil.Date) ([]due.Item, error) {
		// What has no date ahead has nothing due.
		rows, err := change.Collect(in, reg, register.Query{Filters: []register.Filter{{Field: "next", Op: register.Given}}})
		return asset.Due(rows, today), err
	}
	p.count = func(v *change.View) (map[string]int, error) {
		page, err := change.List(v, reg, register.Query{Limit: 1, Filters: []register.Filter{{Field: "state", Op: register.Not, Values: []string{asset.Retired}}}})
		return map[string]int{assetweb.Root: int(page.Total)}, err
	}
	return p
}

// tellAssets puts the company's assets in; their sites are those of its scope.
func tellAssets(e *env, h *app, sv *asset.Service, story demo.Story) error {
	by := h.by(e, "for the demonstration")
	set := story.Assets()
	sites := map[string]string{}
	if reg := h.door.Book().Of(scope.SiteKind); reg != nil {
		if err := h.door.See(e.ctx, by.Actor, func(v *change.View) error {
			page, err := change.AnyList(v, reg, register.Query{Limit: register.MaxLimit, NoTotal: true})
			for _, rec := range page.Records {
				value, err := reg.Decode(rec.Body)
				if err != nil {
					return err
				}
				sites[reg.Text(value, "name")] = rec.ID
			}
			return err
		}); err != nil {
			return err
		}
	}
	for i := range set.Assets {
		set.Assets[i].Site = sites[set.Assets[i].Site]
	}
	_, err := sv.Enter(e.ctx, by, set)
	return err
}

type assetRenewIn struct {
	Issued  civil.Date `json:"issued" doc:"Empty: today."`
	Expires civil.Date `json:"expires" need:"true" doc:"The new last day."`
	RenewBy civil.Date `json:"renewBy" doc:"By when the one after it is made."`
	Reason  string     `json:"reason"`
}

type assetRetireIn struct {
	On       civil.Date `json:"on" doc:"Empty: today."`
	Disposal string     `json:"disposal" need:"true" doc:"What became of it, and of what it held."`
	Reason   string     `json:"reason"`
}

type assetDependIn struct {
	On     string `json:"on" need:"true" doc:"Id or number of the asset that it rests on."`
	Reason string `json:"reason"`
}

// assetNeed is one of an asset's three needs.
type assetNeed struct {
	Aspect string `json:"aspect"` // confidentiality, integrity, availability
	Own    int    `json:"own"`
	Whole  int    `json:"whole"` // with what rests on it
	// From is the id of the asset whose need it is, and Via that of the one on the
	// way; empty where it is its own.
	From string `json:"from"`
	Via  string `json:"via"`
}

// assetNeeds is what an asset needs.
type assetNeeds struct {
	Needs []assetNeed `json:"needs"`
}

// assetOperations are the named actions of assets, and what they inherit.
func assetOperations(sv *asset.Service) []rest.Operation {
	act := func(name, id, summary, about string, body any, do func(c *rest.Call, ref string) error) rest.Operation {
		return rest.Operation{
			Method: http.MethodPost, Path: "/assets/{id}/" + name, ID: id, Tag: "assets", Area: authz.ISMS, Verb: authz.Act, What: "assets", Summary: summary, Description: about, Body: body, Record: asset.Kind,
			Do: func(c *rest.Call) (any, error) { return c.Path("id"), do(c, c.Path("id")) },
		}
	}
	return []rest.Operation{
		act("renew", "renewAsset", "Write that a key or certificate was renewed", "Its new dates; never the key itself.", assetRenewIn{}, func(c *rest.Call, ref string) error {
			in := c.Body.(*assetRenewIn)
			return sv.Renew(c.Context(), c.By(in.Reason), ref, in.Issued, in.Expires, in.RenewBy)
		}),
		act("retire", "retireAsset", "End an asset's life", "It stays in the register and asks for nothing more.", assetRetireIn{}, func(c *rest.Call, ref string) error {
			in := c.Body.(*assetRetireIn)
			return sv.Retire(c.Context(), c.By(in.Reason), ref, in.On, in.Disposal)
		}),
		act("review", "reviewAsset", "Say that an asset was looked at today", "Sets when it is looked at again.", scopeReviewIn{}, func(c *rest.Call, ref string) error {
			in := c.Body.(*scopeReviewIn)
			return sv.Review(c.Context(), c.By(in.Reason), ref, in.Next)
		}),
		act("depend", "dependAsset", "Say that an asset rests on another", "What it needs flows to what it rests on. Said twice it changes nothing.", assetDependIn{}, func(c *rest.Call, ref string) error {
			in := c.Body.(*assetDependIn)
			return sv.Rest(c.Context(), c.By(in.Reason), ref, in.On)
		}),
		act("release", "releaseAsset", "Say that an asset rests on another no more", "", assetDependIn{}, func(c *rest.Call, ref string) error {
			in := c.Body.(*assetDependIn)
			return sv.Unrest(c.Context(), c.By(in.Reason), ref, in.On)
		}),
		{
			Method: http.MethodGet, Path: "/assets/{id}/needs", ID: "getAssetNeeds", Tag: "assets", Area: authz.ISMS, Verb: authz.Read, What: "assets",
			Summary: "What an asset needs, with what rests on it", Description: "Three needs from 0 (not said) to 4 (vital), each with the asset whose need it is.", Answer: assetNeeds{},
			Do: func(c *rest.Call) (any, error) {
				out := assetNeeds{Needs: []assetNeed{}}
				err := c.See(func(v *change.View) error {
					g, err := sv.Graph(v)
					if err != nil {
						return err
					}
					for _, row := range g.Rows {
						if row.ID != c.Path("id") && row.Number != c.Path("id") {
							continue
						}
						for i, name := range []string{"confidentiality", "integrity", "availability"} {
							x := g.Needs[row.ID][i]
							out.Needs = append(out.Needs, assetNeed{name, x.Own, x.Whole, x.From, x.Via})
						}
						return nil
					}
					return errs.New(errs.NotFound, "There is no such asset.")
				})
				return out, err
			},
		},
		{
			Method: http.MethodPost, Path: "/classifications/start", ID: "startClassifications", Tag: "classifications", Area: authz.ISMS, Verb: authz.Import, What: "classifications",
			Summary: "Add four levels of classification", Description: "Those that are not there yet, by name.", Body: scopeReasonIn{}, Answer: scopeStarterOut{},
			Do: func(c *rest.Call) (any, error) {
				n, err := sv.StartLevels(c.Context(), c.By(c.Body.(*scopeReasonIn).Reason))
				return scopeStarterOut{n}, err
			},
		},
	}
}
