package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"roster.example/twona/v2"
)

func (s *scenario) session(ctx context.Context) error {
	client := s.twona
	// [sample session twona/session_get]
	session, _, err := client.SessionAPI.SessionGet(ctx).Execute()
	if err != nil {
		return err
	}
	fmt.Printf("signed in as %s of %s\n", session.User.Email, session.Organization.Name)
	// [/sample]
	if session.User.Email != "owner@example.com" || session.User.DateCreated.IsZero() {
		return fmt.Errorf("the session is %+v", *session)
	}
	other, _, err := client.SessionAPI.SessionGet(s.member).Execute()
	if err != nil {
		return err
	}
	if other.User.Email != "member@example.com" || other.Organization.Id != session.Organization.Id {
		return fmt.Errorf("the member's session is %+v", *other)
	}
	return nil
}

const newcomerEmail = "grace@example.com"

func (s *scenario) invite(ctx context.Context) error {
	client := s.twona
	// [sample invite twona/invitations_create twona/invitations_list]
	invitation := twona.NewInvitationCreate("Grace Hopper", "grace@example.com")
	invitation.SetMessage("Welcome aboard!")
	_, err := client.InvitationsAPI.InvitationsCreate(ctx).InvitationCreate(*invitation).Execute()
	if err != nil {
		return err
	}

	invitations, _, err := client.InvitationsAPI.InvitationsList(ctx).Execute()
	if err != nil {
		return err
	}
	for _, sent := range invitations {
		fmt.Printf("%s: %s until %s\n", sent.Email, sent.StatusText, sent.DateExpiration)
	}
	// [/sample]
	if len(invitations) != 1 || invitations[0].Email != newcomerEmail || invitations[0].StatusText != "Pending" {
		return fmt.Errorf("invited are %+v", invitations)
	}

	mistaken := twona.NewInvitationCreate("Gracie Hooper", "gracie@example.com")
	response, err := client.InvitationsAPI.InvitationsCreate(ctx).InvitationCreate(*mistaken).Execute()
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusNoContent {
		return fmt.Errorf("an invitation is answered %s", response.Status)
	}
	// [sample twona/invitations_cancel]
	if _, err := client.InvitationsAPI.InvitationsCancel(ctx, "gracie@example.com").Execute(); err != nil {
		return err
	}
	// [/sample]
	left, _, err := client.InvitationsAPI.InvitationsList(ctx).Execute()
	if err != nil {
		return err
	}
	if len(left) != 1 || left[0].Email != newcomerEmail {
		return fmt.Errorf("after one was cancelled, invited are %+v", left)
	}
	return nil
}

func (s *scenario) accept(ctx context.Context) error {
	link, err := s.invitationLink(newcomerEmail)
	if err != nil {
		return err
	}
	response, err := http.PostForm(link, nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the invitation's page answers %s", response.Status)
	}
	found, _, err := s.twona.UsersAPI.UsersList(ctx).Q("email:" + newcomerEmail).Execute()
	if err != nil {
		return err
	}
	if len(found) != 1 || found[0].Name != "Grace Hopper" || found[0].Position.Get() != nil {
		return fmt.Errorf("who accepted is %+v", found)
	}
	s.newcomer = found[0]
	return nil
}

func (s *scenario) users(ctx context.Context) error {
	client := s.twona
	// [sample pages twona/users_list]
	var users []twona.User
	for page := int32(1); ; page++ {
		listed, response, err := client.UsersAPI.UsersList(ctx).SortBy("name").Page(page).Execute()
		if err != nil {
			return err
		}
		users = append(users, listed...)
		if !strings.Contains(response.Header.Get("Link"), `rel="next"`) {
			break
		}
	}
	// [/sample]
	_, response, err := client.UsersAPI.UsersList(ctx).Page(1).Execute()
	if err != nil {
		return err
	}
	total, err := strconv.Atoi(response.Header.Get("X-Total-Count"))
	if err != nil {
		return err
	}
	if len(users) != total || total < 3 || !strings.Contains(response.Header.Get("Link"), `rel="first"`) {
		return fmt.Errorf("%d users on all pages, %d counted, linked %q", len(users), total, response.Header.Get("Link"))
	}

	id := s.newcomer.Id
	// [sample twona/users_update]
	change := twona.NewUserUpdate()
	change.SetPosition("Rear Admiral")
	change.SetTelephoneNil() // Is null, and cleared; what is not set at all stays.
	updated, _, err := client.UsersAPI.UsersUpdate(ctx, id).UserUpdate(*change).Execute()
	if err != nil {
		return err
	}
	// [/sample]
	// [sample twona/users_get]
	read, _, err := client.UsersAPI.UsersGet(ctx, id).Execute()
	if err != nil {
		return err
	}
	// [/sample]
	if updated.GetPosition() != "Rear Admiral" || read.GetPosition() != "Rear Admiral" || read.Name != "Grace Hopper" {
		return fmt.Errorf("updated to %+v, read as %+v", *updated, *read)
	}
	if err := s.deactivateAndActivate(ctx, id); err != nil {
		return err
	}
	return s.addUsers(ctx)
}

func (s *scenario) deactivateAndActivate(ctx context.Context, id string) error {
	client := s.twona
	// [sample twona/users_deactivate]
	if _, err := client.UsersAPI.UsersDeactivate(ctx, id).Execute(); err != nil {
		return err
	}
	// [/sample]
	deactivated, _, err := client.UsersAPI.UsersList(ctx).Deleted(true).Execute()
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(deactivated, func(user twona.User) bool { return user.Id == id }) {
		return fmt.Errorf("the deactivated users are %+v", deactivated)
	}
	// [sample twona/users_activate]
	activated, response, err := client.UsersAPI.UsersActivate(ctx).UserActivation(*twona.NewUserActivation(id)).Execute()
	if err != nil {
		return err
	}
	// [/sample]
	if activated.Id != id || response.StatusCode != http.StatusCreated {
		return fmt.Errorf("activated %+v, answered %s", *activated, response.Status)
	}
	return nil
}

// addUsers adds two users at once, the first one to a group.
func (s *scenario) addUsers(ctx context.Context) error {
	group, err := s.createGroup(ctx, "Programmers")
	if err != nil {
		return err
	}
	client := s.twona
	// [sample twona/users_create_bulk]
	bulk := twona.NewUserBulk([]string{"ada@example.com", "charles@example.com"})
	bulk.Groups = []*int64{&group.Id, nil}
	added, _, err := client.UsersAPI.UsersCreateBulk(ctx).UserBulk(*bulk).Execute()
	if err != nil {
		return err
	}
	// [/sample]
	members, _, err := client.GroupsAPI.GroupsUsersList(ctx, group.Id).Execute()
	if err != nil {
		return err
	}
	if len(added) != 2 || len(members) != 1 || members[0].Email != "ada@example.com" {
		return fmt.Errorf("added %+v, of whom in the group %+v", added, members)
	}
	return nil
}
