package main

import (
	"context"
	"fmt"
	"net/http"
	"path"

	"roster.example/twona/v2"
)

func (s *scenario) autoKeys(context.Context) error {
	request := twona.NewAutoKeyRequest("member@example.com")
	response, err := s.twona.AutoKeysAPI.AutoKeysCreate(s.autoKey).AutoKeyRequest(*request).Execute()
	if err != nil {
		return err
	}
	link, err := response.Location()
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusNoContent || path.Dir(path.Dir(link.Path)) != "/login/auto-key" {
		return fmt.Errorf("the link is %s", link)
	}
	_, err = s.twona.SessionAPI.SessionDelete(s.autoKey).Execute()
	return err
}
