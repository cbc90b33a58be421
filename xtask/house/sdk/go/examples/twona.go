// Says who is signed in, and lists the users of the organization.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"roster.example/twona/v2"
)

func main() {
	configuration := twona.NewConfiguration()
	configuration.Servers = twona.ServerConfigurations{{URL: os.Getenv("ROSTER_URL")}}
	client := twona.NewAPIClient(configuration)

	// The context carries the token of whoever calls.
	token := map[string]twona.APIKey{"accessToken": {Key: os.Getenv("ROSTER_TOKEN")}}
	ctx := context.WithValue(context.Background(), twona.ContextAPIKeys, token)

	session, _, err := client.SessionAPI.SessionGet(ctx).Execute()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("signed in as %s of %s\n", session.User.Email, session.Organization.Name)

	users, _, err := client.UsersAPI.UsersList(ctx).SortBy("name").Execute()
	if err != nil {
		log.Fatal(err)
	}
	for _, user := range users {
		fmt.Printf("%s <%s>\n", user.Name, user.Email)
	}
}
