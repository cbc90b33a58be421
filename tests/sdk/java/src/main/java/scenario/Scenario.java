package scenario;

import java.util.ArrayList;
import java.util.List;

/** Does what users of both packages do, and prints a line for each step that went well. */
public final class Scenario {
    private record Step(String name, Action action) {}

    /** What a step does; whatever it throws ends the scenario. */
    interface Action {
        void run() throws Exception;
    }

    private final List<Step> steps = new ArrayList<>();

    private Scenario() {}

    public static void main(String[] arguments) {
        Environment environment = Environment.read();
        People people = new People(environment);
        Groups groups = new Groups(environment);
        Files files = new Files(environment);
        Profiles profiles = new Profiles(environment);
        Avatars avatars = new Avatars(environment);
        Problems problems = new Problems(environment);

        new Scenario()
                .step("session", people::session)
                .step("invite", people::invite)
                .step("accept", people::accept)
                .step("users", people::users)
                .step("groups", groups::groups)
                .step("search", files::search)
                .step("upload", files::upload)
                .step("download", files::download)
                .step("auto-key", people::autoKey)
                .step("profiles", profiles::profiles)
                .step("avatar", avatars::avatar)
                .step("batch", profiles::batch)
                .step("licence", profiles::licence)
                .step("vcard", profiles::vcard)
                .step("invitation", profiles::invitation)
                .step("problems", problems::problems)
                .run();
    }

    private Scenario step(String name, Action action) {
        steps.add(new Step(name, action));
        return this;
    }

    private void run() {
        for (Step step : steps) {
            try {
                step.action().run();
            } catch (Exception | AssertionError failure) {
                System.err.println("step " + step.name() + " failed");
                failure.printStackTrace();
                System.exit(1);
            }
            System.out.println("ok " + step.name());
        }
    }
}
