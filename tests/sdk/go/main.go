// Uses every operation of both APIs through the generated packages, step by step, the way a consumer does.
//
// It prints `ok <step>` after each step, and ends with a message and the status 1 where something is wrong.
package main

import (
	"context"
	"fmt"
	"os"

	"roster.example/docutools/v2"
	"roster.example/twona/v2"
)

// scenario is what steps share: clients, and what a later step needs of an earlier one.
type scenario struct {
	twona     *twona.APIClient
	docutools *docutools.APIClient

	// Contexts carry the token of whoever calls.
	member  context.Context
	autoKey context.Context

	// Where mails and pictures are.
	outbox, files string

	newcomer twona.User
	upload   upload
	profile  docutools.User
}

type step struct {
	name string
	run  func(ctx context.Context) error
}

func main() {
	url := os.Getenv("ROSTER_URL")
	s := &scenario{
		twona:     newTwona(url),
		docutools: newDocutools(url),
		member:    withToken(context.Background(), os.Getenv("ROSTER_MEMBER_TOKEN")),
		autoKey:   withToken(context.Background(), os.Getenv("ROSTER_AUTO_KEY_TOKEN")),
		outbox:    os.Getenv("ROSTER_OUTBOX"),
		files:     os.Getenv("ROSTER_FILES"),
	}
	owner := withToken(context.Background(), os.Getenv("ROSTER_TOKEN"))
	for _, step := range []step{
		{"session", s.session},
		{"invite", s.invite},
		{"accept", s.accept},
		{"users", s.users},
		{"groups", s.groups},
		{"search", s.search},
		{"upload", s.uploadInParts},
		{"download", s.download},
		{"auto-key", s.autoKeys},
		{"profiles", s.profiles},
		{"avatar", s.avatar},
		{"batch", s.batch},
		{"licence", s.licence},
		{"vcard", s.vcard},
		{"invitation", s.invitation},
		{"problems", s.problems},
	} {
		if err := step.run(owner); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", step.name, err)
			os.Exit(1)
		}
		fmt.Println("ok", step.name)
	}
}

func newTwona(url string) *twona.APIClient {
	configuration := twona.NewConfiguration()
	configuration.Servers = twona.ServerConfigurations{{URL: url}}
	return twona.NewAPIClient(configuration)
}

func newDocutools(url string) *docutools.APIClient {
	configuration := docutools.NewConfiguration()
	configuration.Servers = docutools.ServerConfigurations{{URL: url}}
	return docutools.NewAPIClient(configuration)
}

// withToken answers a context whose calls of either API carry the token.
func withToken(ctx context.Context, token string) context.Context {
	ctx = context.WithValue(ctx, twona.ContextAPIKeys, map[string]twona.APIKey{"accessToken": {Key: token}})
	return context.WithValue(ctx, docutools.ContextAccessToken, token)
}
