package site;

import io.github.cdkfailoverdistribution.ErrorPage;
import io.github.cdkfailoverdistribution.ErrorRewrite;
import io.github.cdkfailoverdistribution.FailoverBehaviorOptions;
import io.github.cdkfailoverdistribution.FailoverDistribution;
import io.github.cdkfailoverdistribution.FailoverRules;
import io.github.cdkfailoverdistribution.KeepStatusOptions;
import io.github.cdkfailoverdistribution.OriginFailover;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.cloudfront.BehaviorOptions;
import software.amazon.awscdk.services.cloudfront.Distribution;
import software.amazon.awscdk.services.cloudfront.ViewerProtocolPolicy;
import software.amazon.awscdk.services.cloudfront.origins.HttpOrigin;
import software.amazon.awscdk.services.cloudfront.origins.S3BucketOrigin;
import software.amazon.awscdk.services.s3.Bucket;

public final class App {
  public static void main(final String[] args) {
    final software.amazon.awscdk.App app = new software.amazon.awscdk.App();
    Validations.of(app).addPlugins(new FailoverRules());
    final String region = System.getenv().getOrDefault("CDK_DEFAULT_REGION", "eu-west-1");
    final Stack stack = Stack.Builder.create(app, "Languages").env(Environment.builder().region(region).build()).build();

    final Bucket content = Bucket.Builder.create(stack, "Content").versioned(true).build();
    final FailoverDistribution site = FailoverDistribution.Builder.create(stack, "Site")
        .primaryOrigin(S3BucketOrigin.withOriginAccessControl(content))
        .secondaryOrigin(new HttpOrigin("standby.example.com"))
        .errorRewrite(ErrorRewrite.keepStatus(
            ErrorPage.fromString("<h1>Back soon</h1>"),
            KeepStatusOptions.builder().retryAfter(Duration.minutes(2)).build()))
        .build();
    site.addFailoverBehavior("images/*",
        FailoverBehaviorOptions.builder().viewerProtocolPolicy(ViewerProtocolPolicy.HTTPS_ONLY).build());

    // A distribution that stays a Distribution.
    final Distribution shop = Distribution.Builder.create(stack, "Shop")
        .defaultBehavior(BehaviorOptions.builder().origin(new HttpOrigin("shop.example.com")).build())
        .build();
    shop.with(OriginFailover.Builder.create().secondaryOrigin(new HttpOrigin("standby.example.com")).build());

    app.synth();
  }
}
