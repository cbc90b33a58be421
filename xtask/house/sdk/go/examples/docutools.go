// Lists the members of the organisation, and what each of them does there.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"roster.example/docutools/v2"
)

func main() {
	configuration := docutools.NewConfiguration()
	configuration.Servers = docutools.ServerConfigurations{{URL: os.Getenv("ROSTER_URL")}}
	client := docutools.NewAPIClient(configuration)

	// The context carries the token of whoever calls.
	ctx := context.WithValue(context.Background(), docutools.ContextAccessToken, os.Getenv("ROSTER_TOKEN"))

	members, _, err := client.MembersAPI.MembersList(ctx).PageSize(50).Execute()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d members\n", members.TotalElements)
	for _, user := range members.Content {
		fmt.Printf("%s <%s> %s\n", user.FirstName, user.Email, user.GetJobTitle())
	}
}
