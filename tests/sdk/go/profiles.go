package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"roster.example/docutools/v2"
)

func (s *scenario) profiles(ctx context.Context) error {
	client := s.docutools
	// [sample docutools/users_list]
	found, _, err := client.UsersAPI.UsersList(ctx).
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
	// [/sample]
	if len(found.Content) != 2 || found.Last || found.TotalElements < 4 || found.TotalPages < 2 {
		return fmt.Errorf("the first page is %+v", *found)
	}

	// [sample docutools/members_list]
	members, _, err := client.MembersAPI.MembersList(ctx).Search("hopper").PageSize(25).Execute()
	if err != nil {
		return err
	}
	// [/sample]
	if len(members.Content) != 1 || members.Content[0].Email != newcomerEmail {
		return fmt.Errorf("the members are %+v", members.Content)
	}
	id := members.Content[0].UserId

	// [sample docutools/users_update]
	change := docutools.NewUserUpdate()
	change.SetPhone("+43 1 5550100")
	change.SetFax("+43 1 5550109")
	change.SetSettings(docutools.UserUpdateSettings{
		Language: docutools.PtrString("de"),
		TimeZone: *docutools.NewNullableString(docutools.PtrString("Europe/Vienna")),
	})
	if _, _, err := client.UsersAPI.UsersUpdate(ctx, id).UserUpdate(*change).Execute(); err != nil {
		return err
	}
	// [/sample]
	// [sample docutools/users_get]
	profile, _, err := client.UsersAPI.UsersGet(ctx, id).Execute()
	if err != nil {
		return err
	}
	// [/sample]
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
	// [sample batch docutools/users_update_batch]
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
	client, id := s.docutools, s.profile.UserId
	// [sample docutools/licenses_assign]
	if _, err := client.LicensesAPI.LicensesAssign(ctx, id).Execute(); err != nil {
		return err
	}
	// [/sample]
	licensed, _, err := client.UsersAPI.UsersGet(ctx, id).Execute()
	if err != nil {
		return err
	}
	if license := licensed.License.Get(); license == nil || !license.Type.IsValid() || license.Since.Get() == nil {
		return fmt.Errorf("the licence is %+v", license)
	}
	// [sample docutools/licenses_remove]
	if _, err := client.LicensesAPI.LicensesRemove(ctx, id).Execute(); err != nil {
		return err
	}
	// [/sample]
	without, _, err := client.UsersAPI.UsersGet(ctx, id).Execute()
	if err != nil {
		return err
	}
	if license := without.License.Get(); license != nil {
		return fmt.Errorf("after its removal, the licence is %+v", *license)
	}
	return nil
}

func (s *scenario) vcard(ctx context.Context) error {
	client, id := s.docutools, s.profile.UserId
	// [sample docutools/users_vcard]
	card, response, err := client.UsersAPI.UsersVcard(ctx, id).Execute()
	if err != nil {
		return err
	}
	// [/sample]
	if !strings.HasPrefix(card, "BEGIN:VCARD\r\n") || !strings.Contains(card, "\r\nFN:Grace Hopper\r\n") ||
		!strings.Contains(response.Header.Get("Content-Disposition"), "Grace Hopper.vcf") {
		return fmt.Errorf("the card is %q", card)
	}
	return nil
}

func (s *scenario) invitation(ctx context.Context) error {
	client := s.docutools
	// [sample docutools/users_invite]
	who := docutools.NewUserInvitation("alan@example.com")
	who.SetFirstName("Alan")
	who.SetType(docutools.USERTYPE_PASSWORD)
	who.SetSettings(docutools.UserInvitationSettings{Language: docutools.PtrString("en")})
	invited, response, err := client.UsersAPI.UsersInvite(ctx).UserInvitation(*who).Execute()
	if err != nil {
		return err
	}
	// [/sample]
	if response.StatusCode != http.StatusCreated || invited.FirstName != "Alan" ||
		invited.InvitationStatus != docutools.INVITATIONSTATUS_PENDING {
		return fmt.Errorf("invited %+v", *invited)
	}
	id := invited.UserId
	// [sample docutools/users_reinvite]
	if _, err := client.UsersAPI.UsersReinvite(ctx, id).Execute(); err != nil {
		return err
	}
	// [/sample]
	if _, err := s.invitationLink(invited.Email); err != nil {
		return err
	}
	// [sample docutools/users_unsubscribe]
	if _, err := client.UsersAPI.UsersUnsubscribe(ctx).UserId(id).Execute(); err != nil {
		return err
	}
	// [/sample]
	// [sample docutools/users_resubscribe]
	_, err = client.UsersAPI.UsersResubscribe(ctx).UserId(id).Execute()
	// [/sample]
	return err
}
