package main

import (
	"context"
	"fmt"
	"net/http"
	"path"

	"roster.example/twona/v2"
)

func (s *scenario) autoKeys(context.Context) error {
	client, ctx := s.twona, s.autoKey
	// [sample twona/auto_keys_create]
	request := twona.NewAutoKeyRequest("member@example.com")
	response, err := client.AutoKeysAPI.AutoKeysCreate(ctx).AutoKeyRequest(*request).Execute()
	if err != nil {
		return err
	}
	link, err := response.Location()
	if err != nil {
		return err
	}
	// [/sample]
	if response.StatusCode != http.StatusNoContent || path.Dir(path.Dir(link.Path)) != "/login/auto-key" {
		return fmt.Errorf("the link is %s", link)
	}
	// [sample twona/session_delete]
	_, err = client.SessionAPI.SessionDelete(ctx).Execute()
	// [/sample]
	return err
}
