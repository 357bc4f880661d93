"""Creates the stacks of templates in moto, in process: reads a list of { template, region } from stdin and writes for each why it was refused,
and the types of resources that moto does not know and leaves out."""
import io
import json
import os
import sys
import warnings
import zipfile

os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", MOTO_ALLOW_NONEXISTENT_REGION="false")
warnings.simplefilter("ignore")

import boto3  # noqa: E402
from moto import mock_aws  # noqa: E402
from moto.cloudformation.custom_model import CustomModel  # noqa: E402
from moto.cloudformation.parsing import get_model_map  # noqa: E402

ACCOUNT = "123456789012"


class Attributes(dict):
    def __contains__(self, name):
        return True

    def __missing__(self, name):
        return f"value-of-{name}"


def created(resource_name, _json, _account, region_name, **more):
    """A custom resource whose function has answered. moto would run it in Docker."""
    resource = CustomModel(region_name, "request", more["LogicalId"], resource_name)
    resource.set_data(Attributes())
    return resource


CustomModel.create_from_cloudformation_json = staticmethod(created)


def empty_archive():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("index.js", "")
    return content.getvalue()


def bootstrap(template, region):
    """What `cdk bootstrap` and `cdk deploy` put in place before a stack: the version, and the assets."""
    boto3.client("ssm", region).put_parameter(Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String")
    s3 = boto3.client("s3", region)
    bucket = f"cdk-hnb659fds-assets-{ACCOUNT}-{region}"
    location = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=bucket, **location)
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        for code in (properties.get("Code"), properties.get("Content")):
            if isinstance(code, dict) and isinstance(code.get("S3Key"), str):
                s3.put_object(Bucket=bucket, Key=code["S3Key"], Body=empty_archive())


def refusal(body, region):
    template = json.loads(body)
    with mock_aws(config={"lambda": {"use_docker": False}}):
        bootstrap(template, region)
        formation = boto3.client("cloudformation", region)
        try:
            formation.create_stack(StackName="Stack", TemplateBody=body, Capabilities=["CAPABILITY_NAMED_IAM"])
            stack = formation.describe_stacks(StackName="Stack")["Stacks"][0]
        except Exception as error:  # moto raises what its services raise
            return f"{type(error).__name__}: {error}".split("\n")[0]
        if stack["StackStatus"] == "CREATE_COMPLETE":
            return None
        return f"{stack['StackStatus']}: {stack.get('StackStatusReason')}"


def main():
    known = get_model_map()
    reports = []
    for item in json.load(sys.stdin):
        with open(item["template"], encoding="utf8") as file:
            body = file.read()
        types = {resource["Type"] for resource in json.loads(body)["Resources"].values()}
        unknown = sorted(one for one in types if one not in known and not one.startswith("Custom::"))
        reports.append({"refused": refusal(body, item["region"]), "unknown": unknown})
    print(json.dumps(reports))


main()
