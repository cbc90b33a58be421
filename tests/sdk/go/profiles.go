package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"roster.example/docutools/v2"
)

func (s *scenario) profiles(ctx context.Context) error {
	found, _, err := s.docutools.UsersAPI.UsersList(ctx).
		Page(0).
		PageSize(2).
		Filter("WithoutLicense").
		Search("example.com").
		Sort("name").
		SortDirection("DESC").
		Execute()
	if err != nil {
		return err
	}
	if len(found.Content) != 2 || found.Last || found.TotalElements < 4 || found.TotalPages < 2 {
		return fmt.Errorf("the first page is %+v", *found)
	}

	members, _, err := s.docutools.MembersAPI.MembersList(ctx).Search("hopper").PageSize(25).Execute()
	if err != nil {
		return err
	}
	if len(members.Content) != 1 || members.Content[0].Email != newcomerEmail {
		return fmt.Errorf("the members are %+v", members.Content)
	}
	id := members.Content[0].UserId

	change := docutools.NewUserUpdate()
	change.SetPhone("+43 1 5550100")
	change.SetFax("+43 1 5550109")
	change.SetSettings(docutools.UserUpdateSettings{
		Language: docutools.PtrString("de"),
		TimeZone: *docutools.NewNullableString(docutools.PtrString("Europe/Vienna")),
	})
	if _, _, err := s.docutools.UsersAPI.UsersUpdate(ctx, id).UserUpdate(*change).Execute(); err != nil {
		return err
	}
	profile, _, err := s.docutools.UsersAPI.UsersGet(ctx, id).Execute()
	if err != nil {
		return err
	}
	if profile.GetPhone() != "+43 1 5550100" || profile.Settings.GetTimeZone() != "Europe/Vienna" ||
		profile.FirstName != "Grace" || profile.InvitationStatus != docutools.INVITATIONSTATUS_ACTIVE {
		return fmt.Errorf("the profile is %+v", *profile)
	}
	s.profile = *profile
	return nil
}

func (s *scenario) batch(ctx context.Context) error {
	ids := []string{s.profile.UserId}
	client := s.docutools
	// [sample batch]
	update := docutools.NewUserUpdate()
	update.SetJobTitle("Site manager")
	update.SetPhoneNil() // Is null, and cleared; what is not set at all stays.
	users, _, err := client.UsersAPI.UsersUpdateBatch(ctx).
		UserBatchUpdate(*docutools.NewUserBatchUpdate(ids, *update)).
		Execute()
	// [/sample]
	if err != nil {
		return err
	}
	if len(users) != 1 {
		return fmt.Errorf("%d users changed", len(users))
	}
	changed := users[0]
	if changed.Phone.Get() != nil || changed.GetJobTitle() != "Site manager" || changed.GetFax() != "+43 1 5550109" {
		return fmt.Errorf("changed to %+v", changed)
	}
	return nil
}

func (s *scenario) licence(ctx context.Context) error {
	id := s.profile.UserId
	if _, err := s.docutools.LicensesAPI.LicensesAssign(ctx, id).Execute(); err != nil {
		return err
	}
	licensed, _, err := s.docutools.UsersAPI.UsersGet(ctx, id).Execute()
	if err != nil {
		return err
	}
	if license := licensed.License.Get(); license == nil || !license.Type.IsValid() || license.Since.Get() == nil {
		return fmt.Errorf("the licence is %+v", license)
	}
	if _, err := s.docutools.LicensesAPI.LicensesRemove(ctx, id).Execute(); err != nil {
		return err
	}
	without, _, err := s.docutools.UsersAPI.UsersGet(ctx, id).Execute()
	if err != nil {
		return err
	}
	if license := without.License.Get(); license != nil {
		return fmt.Errorf("after its removal, the licence is %+v", *license)
	}
	return nil
}

func (s *scenario) vcard(ctx context.Context) error {
	card, response, err := s.docutools.UsersAPI.UsersVcard(ctx, s.profile.UserId).Execute()
	if err != nil {
		return err
	}
	if !strings.HasPrefix(card, "BEGIN:VCARD\r\n") || !strings.Contains(card, "\r\nFN:Grace Hopper\r\n") ||
		!strings.Contains(response.Header.Get("Content-Disposition"), "Grace Hopper.vcf") {
		return fmt.Errorf("the card is %q", card)
	}
	return nil
}

func (s *scenario) invitation(ctx context.Context) error {
	who := docutools.NewUserInvitation("alan@example.com")
	who.SetFirstName("Alan")
	who.SetType(docutools.USERTYPE_PASSWORD)
	who.SetSettings(docutools.UserInvitationSettings{Language: docutools.PtrString("en")})
	invited, response, err := s.docutools.UsersAPI.UsersInvite(ctx).UserInvitation(*who).Execute()
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusCreated || invited.FirstName != "Alan" ||
		invited.InvitationStatus != docutools.INVITATIONSTATUS_PENDING {
		return fmt.Errorf("invited %+v", *invited)
	}
	if _, err := s.docutools.UsersAPI.UsersReinvite(ctx, invited.UserId).Execute(); err != nil {
		return err
	}
	if _, err := s.invitationLink(invited.Email); err != nil {
		return err
	}
	if _, err := s.docutools.UsersAPI.UsersUnsubscribe(ctx).UserId(invited.UserId).Execute(); err != nil {
		return err
	}
	_, err = s.docutools.UsersAPI.UsersResubscribe(ctx).UserId(invited.UserId).Execute()
	return err
}
