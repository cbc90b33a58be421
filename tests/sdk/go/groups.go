package main

import (
	"context"
	"fmt"
	"slices"

	"roster.example/twona/v2"
)

func (s *scenario) createGroup(ctx context.Context, name string) (*twona.Group, error) {
	client := s.twona
	// [sample twona/groups_create_or_activate]
	body := twona.GroupCreateOrActivate{Name: &name}
	group, _, err := client.GroupsAPI.GroupsCreateOrActivate(ctx).GroupCreateOrActivate(body).Execute()
	// [/sample]
	return group, err
}

func (s *scenario) activateGroup(ctx context.Context, id int64) (*twona.Group, error) {
	body := twona.GroupCreateOrActivate{Id: &id}
	group, _, err := s.twona.GroupsAPI.GroupsCreateOrActivate(ctx).GroupCreateOrActivate(body).Execute()
	return group, err
}

func (s *scenario) groups(ctx context.Context) error {
	group, err := s.createGroup(ctx, "Surveyors")
	if err != nil {
		return err
	}
	client, id := s.twona, group.Id
	// [sample twona/groups_update]
	change := twona.NewGroupUpdate("Site surveyors")
	renamed, _, err := client.GroupsAPI.GroupsUpdate(ctx, id).GroupUpdate(*change).Execute()
	if err != nil {
		return err
	}
	// [/sample]
	// [sample twona/groups_get]
	read, _, err := client.GroupsAPI.GroupsGet(ctx, id).Execute()
	if err != nil {
		return err
	}
	// [/sample]
	if !group.Active || renamed.Name != "Site surveyors" || read.Name != "Site surveyors" || !read.Active {
		return fmt.Errorf("created %+v, read %+v", *group, *read)
	}

	// [sample twona/groups_deactivate]
	if _, err := client.GroupsAPI.GroupsDeactivate(ctx, id).Execute(); err != nil {
		return err
	}
	// [/sample]
	// [sample twona/groups_list]
	deactivated, _, err := client.GroupsAPI.GroupsList(ctx).Deleted(true).Execute()
	if err != nil {
		return err
	}
	// [/sample]
	if len(deactivated) != 1 || deactivated[0].Id != id {
		return fmt.Errorf("the deactivated groups are %+v", deactivated)
	}
	activated, err := s.activateGroup(ctx, id)
	if err != nil {
		return err
	}
	if activated.Id != id || activated.Name != "Site surveyors" || !activated.Active {
		return fmt.Errorf("activated %+v", *activated)
	}
	return s.groupMembers(ctx, id, s.newcomer.Id)
}

func (s *scenario) groupMembers(ctx context.Context, id int64, userId string) error {
	client := s.twona
	// [sample twona/groups_users_add]
	member := twona.NewGroupMember(userId)
	added, _, err := client.GroupsAPI.GroupsUsersAdd(ctx, id).GroupMember(*member).Execute()
	if err != nil {
		return err
	}
	// [/sample]
	// [sample twona/groups_users_list]
	members, _, err := client.GroupsAPI.GroupsUsersList(ctx, id).Execute()
	if err != nil {
		return err
	}
	// [/sample]
	isNewcomer := func(user twona.User) bool { return user.Id == userId }
	if !isNewcomer(*added) || len(members) != 1 || !slices.ContainsFunc(members, isNewcomer) {
		return fmt.Errorf("added %+v, members are %+v", *added, members)
	}
	// [sample twona/groups_users_remove]
	if _, err := client.GroupsAPI.GroupsUsersRemove(ctx, id, userId).Execute(); err != nil {
		return err
	}
	// [/sample]
	members, _, err = client.GroupsAPI.GroupsUsersList(ctx, id).Execute()
	if err != nil {
		return err
	}
	if len(members) != 0 {
		return fmt.Errorf("after the removal, members are %+v", members)
	}
	return nil
}
